// Looking at one repository from the command line: the app's own eyes, and no hands.
import { ReadError } from "../core/known.ts";
import type { Reads } from "../core/reads.ts";
import { parseSubject } from "../core/refs.ts";
import type { Repo } from "../core/refs.ts";
import { printProblems, readEnvironment } from "../environment.ts";
import type { GitHub } from "../github/github.ts";
import type { Store } from "../store/open.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Io } from "./command-line.ts";
import { withStore } from "./with-store.ts";

export interface Seen {
  readonly repo: Repo;
  readonly reads: Reads;
  readonly github: GitHub;
  readonly store: Store;
}

/** Finds `owner/name` among the repositories that the app has seen, and opens it for reading. */
export async function withRepository<T>(
  args: { readonly io: Io; readonly name: string },
  use: (seen: Seen) => Promise<T>,
): Promise<T> {
  const { io, name } = args;
  const [owner = "", repository = ""] = name.split("/");
  if (!/^[\w.-]+\/[\w.-]+$/.test(name)) {
    throw new CommandRefused({
      code: "bad-name",
      exit: EXIT.usage,
      message: `"${name.slice(0, 80)}" is not OWNER/REPO.`,
      mend: "Write it as in octo/app.",
    });
  }
  const read = readEnvironment(io.env);
  if ("problems" in read) {
    const mend = "Run it with the app's own environment: node --env-file=.env bin/lamplighter.js ...";
    throw new CommandRefused({ code: "environment", exit: EXIT.config, message: printProblems(read.problems), mend });
  }
  const { appId, privateKey, apiUrl } = read.environment;
  try {
    return await withStore(io, async (store) => {
      const repo = await find({ store, owner, repository });
      const { openGitHub } = await import("../github/github.ts");
      const github = openGitHub({ appId, privateKey, apiUrl });
      const reads = github.reads(repo, (text, kinds, bounds) => {
        const subject = parseSubject(text);
        return subject ? store.ledger.records(subject, kinds, bounds) : Promise.resolve([]);
      });
      return use({ repo, reads, github, store });
    });
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const message = `GitHub could not be asked about ${error.what}: ${error.message}`;
    throw new CommandRefused({
      code: error.failure,
      exit: EXIT.unavailable,
      message,
      mend: "Try again; check GITHUB_API_URL and the App's key.",
      cause: error,
    });
  }
}

async function find(args: { store: Store; owner: string; repository: string }): Promise<Repo> {
  const { store, owner, repository } = args;
  for (const { installation, state } of await store.installations.list()) {
    const known = state === "active" ? await store.repositories.named(installation, owner, repository) : null;
    if (known) return { installation, id: known.id, owner: known.owner, name: known.name };
  }
  const message = `This app has not seen ${owner}/${repository}.`;
  const mend = "Check the name, that the App is installed there, and that DATABASE_URL is the running app's.";
  throw new CommandRefused({ code: "not-seen", exit: EXIT.refused, message, mend });
}
