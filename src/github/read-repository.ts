// The repository itself: what it is, its branches, and its files at a commit.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { Properties, Reads, Repository } from "../core/reads.ts";
import type { Sha } from "../core/refs.ts";
import type { Ask, Question, Told } from "./ask.ts";
import { Id, ShaText } from "./shapes.ts";
import type { BranchNow } from "./read-branch.ts";
import { entriesAt, hasPath } from "./trees.ts";

const RepositoryShape = z.object({
  id: Id,
  name: z.string(),
  owner: z.object({ login: z.string(), type: z.string() }),
  default_branch: z.string(),
  private: z.boolean(),
  archived: z.boolean().default(false),
  topics: z.array(z.string()).default([]),
});
const Ref = z.object({ ref: z.string(), object: z.object({ sha: ShaText, type: z.string() }) });
const Property = z.object({
  property_name: z.string(),
  value: z.union([z.string(), z.array(z.string())]).nullable(),
});
const Content = z.object({ type: z.string(), encoding: z.string(), content: z.string(), size: z.number() });

type RepositoryReads = Pick<Reads, "repository" | "properties" | "branch" | "file" | "folder" | "organisationFile">;

/** Asks the owner's repository `.github`, with a token for that one alone. */
export type AskOrganisation = <T>(question: Question<T>) => Promise<Told<T>>;

/** A ReadError of this kind as null; everything else goes on flying. */
export async function orNullWhen<T>(failure: "gone", answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ReadError && error.failure === failure) return null;
    throw error;
  }
}

export function repositoryReads(ask: Ask, askOrganisation: AskOrganisation, branchNow: BranchNow): RepositoryReads {
  /** 1 call; unchanged answers are free. */
  async function repository(): Promise<Repository> {
    const what = ask.called;
    const { value } = await ask({ route: "GET /repos/{owner}/{repo}", what, schema: RepositoryShape });
    // Somebody else may have taken the name: identity is the id (design rule 7).
    if (value.id !== ask.repo.id) {
      throw new ReadError({
        failure: "moved",
        what,
        message: `${what} is another repository now: its id is ${value.id}.`,
      });
    }
    return {
      id: value.id,
      owner: value.owner.login,
      ownerType: value.owner.type === "Organization" ? "Organization" : "User",
      name: value.name,
      defaultBranch: value.default_branch,
      private: value.private,
      archived: value.archived,
      topics: value.topics,
    };
  }

  /** 1 call; unchanged answers are free. GitHub tells them whole: there is nothing to page. */
  async function properties(): Promise<Properties> {
    const what = `custom properties of ${ask.called}`;
    const route = "GET /repos/{owner}/{repo}/properties/values";
    const { value } = await ask({ route, what, schema: z.array(Property) });
    const set = value.flatMap((one) => (one.value === null ? [] : [[one.property_name, [one.value].flat()] as const]));
    return Object.fromEntries(set);
  }

  /** 1 call, or 2 when there is none: a 404 alone is also "no right", an answered list without it is proof. */
  async function branch(name: string): Promise<{ readonly sha: Sha } | null> {
    const what = `branch ${name} of ${ask.called}`;
    const ref = `heads/${name}`;
    const found = await orNullWhen("gone", branchNow(name));
    if (found) return { sha: found.commit.sha };
    const { value } = await ask({
      route: "GET /repos/{owner}/{repo}/git/matching-refs/{ref}",
      parameters: { ref },
      what,
      schema: z.array(Ref),
    });
    const late = value.find((one) => one.ref === `refs/${ref}`);
    return late ? { sha: late.object.sha } : null;
  }

  /** 1 call, kept for good; 2 and one for each folder of the path when there is no such file. */
  async function file(path: string, commit: Sha): Promise<string | null> {
    const what = `${path} of ${ask.called} at ${commit.slice(0, 12)}`;
    try {
      const { value } = await ask(contentQuestion(path, commit, what));
      return textOf(value, what);
    } catch (error) {
      if (!(error instanceof ReadError) || error.failure !== "gone") throw error;
      if (await hasPath(ask, path, commit)) throw error;
      return null;
    }
  }

  /** 2 calls and one for each folder of the path, all kept for good. */
  async function folder(path: string, commit: Sha): Promise<readonly string[]> {
    const entries = await entriesAt(ask, path, commit);
    return (entries ?? []).map((entry) => entry.path).sort();
  }

  /** 3 calls. */
  async function organisationFile(path: string): Promise<{ readonly text: string; readonly commit: Sha }> {
    const what = `${path} of ${ask.repo.owner}/.github`;
    const { value: about } = await askOrganisation({
      route: "GET /repos/{owner}/{repo}",
      what,
      schema: RepositoryShape,
    });
    const { value: tip } = await askOrganisation({
      route: "GET /repos/{owner}/{repo}/git/ref/{ref}",
      parameters: { ref: `heads/${about.default_branch}` },
      what,
      schema: Ref,
    });
    const commit = tip.object.sha;
    const { value } = await askOrganisation(contentQuestion(path, commit, what));
    return { text: textOf(value, what), commit };
  }

  return { repository, properties, branch, file, folder, organisationFile };
}

function contentQuestion(path: string, commit: Sha, what: string): Question<z.infer<typeof Content>> {
  const route = "GET /repos/{owner}/{repo}/contents/{path}";
  return { route, parameters: { path, ref: commit }, what, schema: Content, forever: true };
}

/** Text of a file of at most 1 MB: beyond that GitHub leaves the content out, and so do we. */
function textOf(content: z.infer<typeof Content>, what: string): string {
  if (content.type !== "file") {
    throw new ReadError({ failure: "refused", what, message: `${what} is a ${content.type}, not a file.` });
  }
  if (content.encoding !== "base64") {
    throw new ReadError({ failure: "refused", what, message: `${what} is larger than GitHub shows at once (1 MB).` });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(content.content, "base64"));
  } catch {
    throw new ReadError({ failure: "malformed", what, message: `${what} is not text in UTF-8.` });
  }
}
