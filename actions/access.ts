// Who an Action is at GitHub: the job's own token, or an App's for this repository alone.
import type { RunnerAccess } from "../src/github/runner/call.ts";
import { Refusal, type Runner } from "./action.ts";

export interface Access {
  /** Null without a token. */
  readonly access: RunnerAccess | null;
  /** `job`: what it opens starts no workflows. */
  readonly token: "app" | "job";
}

/** `more`: what an App's token needs besides; `other`: a repository instead of the workflow's own. Throws {@link Refusal}; masks every secret before it is used. */
export async function accessFrom<Input extends string, Output extends string>(
  runner: Runner<Input | "token" | "app-id" | "private-key", Output>,
  more: { readonly checks?: "read" } = {},
  other?: string,
): Promise<Access> {
  const { env } = runner;
  const repository = other ?? env["GITHUB_REPOSITORY"] ?? "";
  const api = (env["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/+$/, "");
  const appId = runner.input("app-id");
  const privateKey = runner.input("private-key");
  if ((appId === "") !== (privateKey === ""))
    throw new Refusal({
      code: "app-incomplete",
      message: "Of app-id and private-key one is given and the other is not.",
      cure: "Give both, or neither.",
    });
  if (appId !== "") {
    runner.mask(privateKey);
    const permissions = { contents: "write", pull_requests: "write", issues: "write", ...more } as const;
    const { appToken } = await import("../src/github/runner/app-token.ts");
    const token = await appToken({ api, repository, appId, privateKey, permissions });
    runner.mask(token);
    return { access: { api, repository, token }, token: "app" };
  }
  const token = runner.input("token");
  if (token === "" || repository === "") return { access: null, token: "job" };
  runner.mask(token);
  return { access: { api, repository, token }, token: PERSONAL.test(token) ? "app" : "job" };
}

/** What a person's token opens starts workflows as what an App's does. */
const PERSONAL = /^(?:ghp|gho|ghu|github_pat)_/;
