// Where the lines are, and as whom git and the API get at them.
import { findFolders, originUrl } from "../../src/git/clone.ts";
import { withToken } from "../../src/git/credentials.ts";
import type { GitPlace } from "../../src/git/run.ts";
import type { RunnerAccess } from "../../src/github/runner/call.ts";
import { accessFrom } from "../access.ts";
import { Refusal, type Runner } from "../action.ts";
import type { InputName, OutputName } from "./spec.ts";

type Own = Runner<InputName, OutputName>;

export interface Target {
  /** At GitHub: of the pull request, and of the lines. They are one unless the input `repository` names another. */
  readonly source: RunnerAccess;
  readonly access: RunnerAccess;
  readonly token: "app" | "job";
  /** `octo/lts`; null when the lines are in the repository of the pull request. */
  readonly repository: string | null;
  /** The address that git finds them at; null for the remote that the clone came from. */
  readonly remote: string | null;
  readonly place: GitPlace;
}

/** Throws {@link Refusal}. */
export async function targetFrom(runner: Own, cwd: string): Promise<Target> {
  const { access: source, token } = await accessFrom(runner);
  if (source === null)
    throw new Refusal({ code: "token-missing", message: "There is no token.", cure: "Give the input token." });
  const server = (runner.env["GITHUB_SERVER_URL"] ?? "https://github.com").replace(/\/+$/, "");
  const home = originUrl(findFolders({ cwd, env: runner.env }));
  const env = isOf(server, home) ? withToken(runner.env, { url: home, token: source.token }) : runner.env;
  const named = runner.input("repository");
  if (named !== "" && !/^[\w.-]+\/[\w.-]+$/.test(named))
    throw new Refusal({
      code: "input-malformed",
      message: `The input repository is "${named.slice(0, 60)}".`,
      cure: "It takes a repository, as in octo/app.",
    });
  if (named === "" || named.toLowerCase() === source.repository.toLowerCase())
    return { source, access: source, token, repository: null, remote: null, place: { cwd, env } };
  const { access } = await accessFrom(runner, {}, named);
  const remote = `${server}/${named}.git`;
  const place = { cwd, env: withToken(env, { url: remote, token: access?.token ?? source.token }) };
  return { source, access: access ?? { ...source, repository: named }, token, repository: named, remote, place };
}

/** A token goes to the server that it is of, and to no other address that a clone may name. */
function isOf(server: string, url: string | null): url is string {
  return url?.startsWith(`${server}/`) === true;
}
