// Who and what the paths and bodies of the control API name.
import { found } from "../http/refusal.ts";
import type { Ask } from "../http/route.ts";
import { accountByLogin } from "../state/accounts.ts";
import type { Account } from "../state/accounts.ts";
import type { By } from "../state/issues.ts";
import { repositoryByName } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";

export function account(ask: Ask, login: string): Account {
  return found(accountByLogin(ask.world, login));
}

export function byLogin(ask: Ask, login: string): By {
  return { account: account(ask, login), app: null };
}

export function repositoryIn(ask: Ask): Repository {
  return found(repositoryByName(ask.world, ask.params["owner"]!, ask.params["repo"]!));
}
