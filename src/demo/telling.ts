// How a story is told: what people say and do, and promises that are checked by what stands on GitHub afterwards.
import type { Person } from "./person.ts";
import { readChecks, readComments } from "./seen.ts";
import type { Timeline } from "./timeline.ts";

export interface Stage {
  readonly api: string;
  readonly repository: string;
  readonly timeline: Timeline;
  killApp(): Promise<void>;
  startApp(): Promise<void>;
  /** Installs the App on the repository, as its owner would. */
  install(): Promise<void>;
}

const CHECK = "lamplighter/change";

export interface Cast {
  /** Maintainers. */
  readonly mia: Person;
  readonly max: Person;
  /** An outsider, who works in her fork. */
  readonly nina: Person;
}

export interface PullOnStage {
  readonly number: number;
  readonly fork: string;
  readonly branch: string;
}

export async function say(stage: Stage, who: Person, on: number, body: string): Promise<void> {
  await who.send("POST", `/repos/${stage.repository}/issues/${on}/comments`, { body });
  stage.timeline.told(who.login, `on #${on}: ${body}`);
}

export async function latestCheck(stage: Stage, who: Person, pull: PullOnStage) {
  const { head } = (await who.get(`/repos/${stage.repository}/pulls/${pull.number}`)) as { head: { sha: string } };
  return (await readChecks(who, stage.repository, head.sha)).find(({ name }) => name === CHECK);
}

export async function expectCheck(
  stage: Stage,
  args: { who: Person; pull: PullOnStage; promise: string; state: "in_progress" | "success" | "failure" },
): Promise<void> {
  await expect(stage, args.promise, async () => {
    const check = await latestCheck(stage, args.who, args.pull);
    const is = check?.status === "completed" ? check.conclusion : check?.status;
    return check && is === args.state ? `${CHECK}: ${args.state}: ${check.title}` : undefined;
  });
}

/** An approval counts only for a head that the app has announced before it, by GitHub's clock in whole seconds. */
export async function expectAnnounced(stage: Stage, who: Person, pull: PullOnStage): Promise<void> {
  const { head } = (await who.get(`/repos/${stage.repository}/pulls/${pull.number}`)) as { head: { sha: string } };
  await expect(stage, "its comment names the commit that is to be approved", async () => {
    const comments = await readComments(who, stage.repository, pull.number);
    return comments.some((one) => one.ours && one.body.includes(head.sha)) ? head.sha : undefined;
  });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

/** Looks until it is so, for at most 12 s. What was seen is told; what was not is counted as broken. */
export async function expect(stage: Stage, promise: string, probe: () => Promise<string | undefined>): Promise<void> {
  const until = performance.now() + 12_000;
  let seen: string | undefined;
  while (seen === undefined && performance.now() < until) {
    seen = await probe();
    if (seen === undefined) await new Promise((resolve) => setTimeout(resolve, 300));
  }
  stage.timeline.checked(promise, seen ?? "not within 12 s", seen !== undefined);
}

/** The line of an answer that is about a command, without its markup. */
export function sentenceAbout(body: string, command: string): string {
  const line = body.split("\n").find((one) => one.includes(`/${command}`)) ?? body;
  return line
    .replaceAll(/<!--.*?-->|[*`\u200b\u2060]/g, "")
    .replace(/^\s*-\s*/, "")
    .trim();
}
