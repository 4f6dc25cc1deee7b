// Pull requests as a runner needs them for notes: by number, and whether their authors contributed before.
import type { HostedPull } from "../../core/release-host.ts";
import { call } from "./call.ts";
import type { RunnerAccess } from "./call.ts";
import { readPull } from "./shapes.ts";

const AT_ONCE = 6;

/** Those of the numbers that are pull requests; an issue's number is passed over. */
export async function pullsByNumber(access: RunnerAccess, numbers: readonly number[]): Promise<readonly HostedPull[]> {
  const found = await inTurns(numbers, async (number) => {
    const { status, body } = await call(access, { method: "GET", path: `/pulls/${number}`, expected: [404] });
    return status === 404 ? null : readPull(body);
  });
  return found.filter((pull) => pull !== null);
}

/** Those of the logins that wrote nothing that `before` (a tag or sha) contains. */
export async function newcomers(
  access: RunnerAccess,
  logins: readonly string[],
  before: string,
): Promise<ReadonlySet<string>> {
  const found = await inTurns(logins, async (login) => {
    const query = new URLSearchParams({ author: login, sha: before, per_page: "1" });
    const { body } = await call(access, { method: "GET", path: `/commits?${query.toString()}` });
    return Array.isArray(body) && body.length === 0 ? login : null;
  });
  return new Set(found.filter((login) => login !== null));
}

async function inTurns<In, Out>(items: readonly In[], ask: (item: In) => Promise<Out>): Promise<Out[]> {
  const answers: Out[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    answers.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(ask))));
  return answers;
}
