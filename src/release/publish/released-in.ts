// "Released in v1.2.4" on the issues and pull requests of a release: each once, one after the other, and not without end.
// GitHub allows 80 comments a minute and 500 an hour to everybody together; a release with thousands of changes must not
// use them up, nor call thousands of people.
import { HostError } from "../../core/release-host.ts";
import type { HostedThread, ReleaseHost } from "../../core/release-host.ts";
import { code, link, md, mention, paragraphs } from "../../core/markdown.ts";
import type { Change } from "../commits/change.ts";

/** So many threads of one release are told; the release itself names all of them. */
const MOST = 60;

export interface Released {
  readonly tag: string;
  readonly url: string;
  readonly changes: readonly Change[];
  /** Whether the reporters of bugs are asked to verify. */
  readonly verify: boolean;
}

export interface Told {
  readonly told: number;
  /** Threads that were left out, by {@link MOST} or because GitHub would not go on. */
  readonly left: number;
  /** What GitHub said when it would not go on; empty otherwise. */
  readonly stopped: string;
}

interface Thread {
  readonly number: number;
  readonly fixes: boolean;
}

/**
 * Tells each thread that has not heard it. `pause` waits between two comments. A refusal ends it: the release is out, and
 * that is what counts.
 */
export async function tellReleased(
  host: Pick<ReleaseHost, "thread" | "comment">,
  released: Released,
  pause: () => Promise<void>,
): Promise<Told> {
  const all = threadsOf(released.changes);
  const due = all.slice(0, MOST);
  let told = 0;
  for (const [index, one] of due.entries()) {
    try {
      const thread = await host.thread(one.number);
      if (thread === null || !isToHear(thread, released.tag)) continue;
      if (told > 0) await pause();
      await host.comment(one.number, bodyFor(thread, one, released));
      told += 1;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return { told, left: all.length - index, stopped: error.message };
    }
  }
  return { told, left: all.length - due.length, stopped: "" };
}

/** The issues that changes close, then their pull requests, of this repository; each once. */
function threadsOf(changes: readonly Change[]): readonly Thread[] {
  const threads = new Map<number, Thread>();
  for (const { type, references } of changes)
    for (const { number, repository, closes } of references)
      if (closes && repository === null) threads.set(number, { number, fixes: type === "fix" || type === "security" });
  for (const { pull } of changes)
    if (pull !== null && !threads.has(pull)) threads.set(pull, { number: pull, fixes: false });
  return [...threads.values()];
}

/** A bot's own pull request has nobody who waits for it. */
function isToHear({ author, isPull, comments }: HostedThread, tag: string): boolean {
  return !(isPull && author?.bot === true) && !comments.some((text) => text.includes(markOf(tag)));
}

function markOf(tag: string): string {
  return `<!-- lamplighter:released-in=${encodeURIComponent(tag)} -->`;
}

function bodyFor({ author, isPull }: HostedThread, { fixes }: Thread, { tag, url, verify }: Released): string {
  const asks = verify && fixes && !isPull && author !== null && !author.bot;
  const said = paragraphs([
    md`Released in ${link({ label: code(tag), to: url })}.`,
    asks ? md`${mention({ login: author.login })}: does it mend this for you? Say so here, or open it again.` : md``,
  ]);
  return `${said}\n\n${markOf(tag)}`;
}
