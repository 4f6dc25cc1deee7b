// Accounts as GraphQL's objects. Each object has `__typename`; a field that is missing fails loudly (see graphql.ts).
import type { Account } from "../state/accounts.ts";
import { accountNode } from "../shapes/account.ts";
import type { Sight } from "./sight.ts";

/** In GraphQL a bot's login is without `[bot]`. */
export function accountObject(sight: Sight, account: Account) {
  const login = account.login.replace(/\[bot\]$/, "");
  return {
    __typename: account.type,
    id: accountNode(account),
    databaseId: account.id,
    login,
    name: account.name,
    url: `${sight.world.url}/${account.type === "Bot" ? `apps/${login}` : login}`,
    avatarUrl: `${sight.world.url}/_pretend/avatars/${account.id}`,
    resourcePath: `/${login}`,
  };
}
