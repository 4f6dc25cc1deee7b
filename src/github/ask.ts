// Questions and changes for one repository: finds the token, names the repository as GitHub names it now, and turns
// what comes back into a value of ours. Foreign data is unknown until its schema has seen it.
import type { ZodType } from "zod";
import { ReadError } from "../core/known.ts";
import type { Repo } from "../core/refs.ts";
import { scopeFor } from "./auth.ts";
import type { Auth, Scope, Token } from "./auth.ts";
import { endpointOf } from "./endpoints.ts";
import type { Endpoint, Permissions, Route } from "./endpoints.ts";
import type { Answer } from "./failures.ts";
import type { Parameters, Send } from "./request.ts";

export interface Question<T> {
  readonly route: Route;
  /** Without `owner` and `repo`: they are filled in where the route has them. */
  readonly parameters?: Parameters;
  /** For a person: "files of octo/app#12". */
  readonly what: string;
  readonly schema: ZodType<T>;
  /** Asked for by commit sha, so that the answer can never change. */
  readonly forever?: boolean;
  /** The answer is an address, in the header `location`: it is told, and not followed. */
  readonly elsewhere?: boolean;
}

/** What was answered, with what pagination and outcomes need beside it. */
export interface Told<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks about one repository. Throws {@link ReadError}. */
export interface Ask {
  <T>(question: Question<T>): Promise<Told<T>>;
  readonly repo: Repo;
  /** `octo/app`, as GitHub named it last: for the `what` of questions. */
  readonly called: string;
}

/** Some other repository of the same owner, by name: only its `.github` is ever asked for (`extends: org`). */
export interface Beside {
  readonly installation: number;
  readonly owner: string;
  readonly name: string;
}

export function openAsk(args: { readonly send: Send; readonly auth: Auth; readonly repo: Repo }): Ask {
  const { send, auth, repo } = args;
  const ask = <T>(question: Question<T>): Promise<Told<T>> => {
    const { by } = endpointOf(question.route);
    if (by === "app") throw new Error(`${question.route} is asked as the App, not for a repository`);
    return asked({
      send,
      auth,
      question,
      scope: scopeFor(repo, by),
      lastSeen: repo,
      key: `${repo.installation}/${repo.id}`,
    });
  };
  return Object.assign(ask, { repo, called: `${repo.owner}/${repo.name}` });
}

/** Asks about the owner's repository of this name, with a token for that one alone. */
export function askBeside<T>(args: {
  readonly send: Send;
  readonly auth: Auth;
  readonly beside: Beside;
  readonly question: Question<T>;
}): Promise<Told<T>> {
  const { send, auth, beside, question } = args;
  const scope: Scope = { installation: beside.installation, repository: { name: beside.name }, level: "read" };
  return asked({
    send,
    auth,
    question,
    scope,
    lastSeen: beside,
    key: `${beside.installation}/${beside.owner}/${beside.name}`,
  });
}

interface Asked<T> {
  readonly send: Send;
  readonly auth: Auth;
  readonly question: Question<T>;
  readonly scope: Scope;
  readonly lastSeen: { readonly owner: string; readonly name: string };
  readonly key: string;
}

async function asked<T>(args: Asked<T>): Promise<Told<T>> {
  const { auth, question, scope } = args;
  const endpoint = endpointOf(question.route);
  requireGranted(endpoint, await auth.granted(scope.installation), question.what);
  const token = await auth.token(scope);
  try {
    return read(question, await ask(args, token));
  } catch (error) {
    // A token that ended early, or a repository that has another name by now: neither call was done, so even a write
    // may be made again with a fresh token, which also says what the repository is called.
    if (!(error instanceof ReadError) || (error.failure !== "unauthorised" && error.failure !== "moved")) throw error;
    auth.drop(token);
    const fresh = await auth.token(scope);
    const sameName =
      fresh.repository?.owner === token.repository?.owner && fresh.repository?.name === token.repository?.name;
    if (error.failure === "moved" && sameName) throw error;
    return read(question, await ask(args, fresh));
  }
}

function ask<T>({ send, question, lastSeen, key }: Asked<T>, token: Token): Promise<Answer> {
  const { owner, name } = token.repository ?? lastSeen;
  const place = question.route.includes("{owner}") ? { owner, repo: name } : {};
  return send({
    route: question.route,
    parameters: { ...place, ...question.parameters },
    what: question.what,
    credential: token,
    foreverIn: question.forever === true ? key : undefined,
    elsewhere: question.elsewhere === true,
  });
}

function read<T>({ schema, what }: Question<T>, { data, status, headers }: Answer): Told<T> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data, status, headers };
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") ?? "";
  throw new ReadError({
    failure: "malformed",
    what,
    status,
    message: `GitHub's answer about ${what} has another shape than expected${place === "" ? "" : ` at ${place}`}. Please report it.`,
  });
}

function requireGranted(endpoint: Endpoint, granted: Readonly<Record<string, string>>, what: string): void {
  const missing = Object.entries(endpoint.needs satisfies Permissions).filter(
    // Metadata read comes with every installation, and is not always listed.
    ([name, level]) => name !== "metadata" && granted[name] !== level && granted[name] !== "write",
  );
  if (missing.length === 0) return;
  const names = missing.map(([name, level]) => `${name.replaceAll("_", " ")} ${level}`).join(", ");
  throw new ReadError({
    failure: "forbidden",
    what,
    message: `The installation has not granted ${names}, which ${what} needs. Accept it on the App's installation page.`,
  });
}
