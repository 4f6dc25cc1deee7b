// A release's threads are told by one run at a time: a later one, or one beside it, finds a release that is out and not told,
// and could not know that it is being told just then.
import { createHash } from "node:crypto";
import { HostError } from "../../core/release-host.ts";
import type { ReleaseHost } from "../../core/release-host.ts";
import { tellReleased } from "./released-in.ts";
import type { Released } from "./released-in.ts";
import { isUntold, toldBody } from "./step.ts";
import { publishWords as words } from "./words.ts";

type Host = Pick<ReleaseHost, "claim" | "unclaim" | "tag" | "releases" | "changeRelease" | "thread" | "comment">;

/** Milliseconds; sixty threads take a few minutes. Who has not given it back by then was killed. */
const TELLING = 30 * 60_000;
/** Runs that died one after the other while they told. */
const DEATHS = 5;

/** Tells the threads of a release that is out. The answers are sentences about what was not told. */
export async function tellOnce(
  host: Host,
  { run, ...released }: Released & { readonly run: string },
  pause: () => Promise<void>,
): Promise<readonly string[]> {
  const { tag } = released;
  const claimed = await claimFor(host, tag, run);
  if (claimed.is === "elsewhere") return [words.toldElsewhere(tag)];
  if (claimed.is === "unclear") return [words.notAllTold(tag, null, claimed.message)];
  try {
    // Before it was claimed somebody else may have told, and given it back.
    if (!(await isDue(host, tag))) return [];
    const { left, stopped } = await tellReleased(host, released, pause);
    // Who was stopped goes on at the next run.
    if (stopped === "") await markTold(host, tag);
    return left > 0 ? [words.notAllTold(tag, left, stopped)] : [];
  } finally {
    for (const name of claimed.names) await giveBack(host, name);
  }
}

type Claimed =
  /** What to give back; nothing where GitHub takes no claims. */
  | { readonly is: "ours"; readonly names: readonly string[] }
  | { readonly is: "elsewhere" }
  | { readonly is: "unclear"; readonly message: string };

/** Each death is followed by one successor: names are numbered, and of all who ask for the next one gets it. */
async function claimFor(host: Host, tag: string, by: string): Promise<Claimed> {
  // Not the tag itself: of two tags one may be the other's folder.
  const key = createHash("sha256").update(tag).digest("hex").slice(0, 16);
  const names: string[] = [];
  try {
    const at = (await host.tag(tag))?.sha;
    if (at === undefined) return { is: "ours", names };
    for (let death = 0; death < DEATHS; death += 1) {
      const name = `telling/${key}/${death}`;
      names.push(name);
      const claim = await host.claim({ name, at, by });
      if (claim.is === "ours") return { is: "ours", names };
      if (claim.age < TELLING) return { is: "elsewhere" };
    }
    return { is: "elsewhere" };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    // Where GitHub refuses claims a thread may hear it twice, which is better than never.
    return error.kind === "refused" ? { is: "ours", names: [] } : { is: "unclear", message: error.message };
  }
}

async function isDue(host: Host, tag: string): Promise<boolean> {
  try {
    return (await host.releases(tag)).some(isUntold);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    // Threads that have heard it are passed over anyway.
    return true;
  }
}

/** Its text as it is now: somebody may have mended it while the threads were told. */
async function markTold(host: Host, tag: string): Promise<void> {
  try {
    const release = (await host.releases(tag)).find(isUntold);
    if (release !== undefined) await host.changeRelease(release.id, { body: toldBody(release.body) });
  } catch (error) {
    // Then the next run looks again at who heard it, and repeats nothing.
    if (!(error instanceof HostError)) throw error;
  }
}

async function giveBack(host: Host, name: string): Promise<void> {
  try {
    await host.unclaim(name);
  } catch (error) {
    // It runs out by itself.
    if (!(error instanceof HostError)) throw error;
  }
}
