// What the stories about merged changes share: a house with a baseline, and looks at what is on record.
import { main } from "../../src/cli.ts";
import type { LedgerRecord } from "../../src/core/reads.ts";
import { openHouse, type House, type Play } from "./house.ts";

export const AT = "/repos/octo/app";
export const MINUTE = 60;

export function recordsOf(
  house: House,
  about: { readonly kind: "branch" | "repository" | "issue"; readonly name: string },
  kinds: readonly string[],
): Promise<readonly LedgerRecord[]> {
  const subject = { installation: house.installation, repository: house.repository, ...about };
  return house.visit((store) => store.ledger.records(subject, kinds));
}

/** Every commit of a branch as it is on record, by its sha. */
export async function mapped(house: House, branch = "main"): Promise<ReadonlyMap<string, string>> {
  const moves = await recordsOf(house, { kind: "branch", name: branch }, ["sensor.move"]);
  const commits = moves.flatMap(
    ({ data }) => (data as { commits: { sha: string; is: string; pull: number | null; code: string }[] }).commits,
  );
  return new Map(commits.map(({ sha, is, pull, code }) => [sha, `${is} ${pull ?? "-"} ${code}`]));
}

export interface OurIssue {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly body: string;
  readonly labels: readonly { readonly name: string }[];
}

export async function ourIssues(house: House): Promise<readonly OurIssue[]> {
  return (await house.act("mona", `GET ${AT}/issues?state=all&creator=lamplighter%5Bbot%5D`)) as OurIssue[];
}

export async function reviews(house: House): Promise<readonly OurIssue[]> {
  return (await ourIssues(house)).filter(({ title }) => title.startsWith("Review:"));
}

/** Long enough for what explains a commit to arrive. */
export async function wait(house: House, minutes = 7): Promise<void> {
  for (let passed = 0; passed < minutes; passed++) {
    house.advance(MINUTE);
    await house.settle();
  }
}

/** A house whose main has its baseline: a new branch makes the app look at the repository. */
export async function begun(play: Play = {}): Promise<House> {
  const house = await openHouse(play);
  await house.push("mona", "other", { from: "main" });
  for (let looks = 0; looks < 5; looks++) {
    await wait(house, 1);
    if ((await recordsOf(house, { kind: "branch", name: "main" }, ["sensor.baseline"])).length > 0) return house;
  }
  throw new Error("main has no baseline");
}

export interface Typed {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** One command line with the app's own environment, beside the running app. */
export async function type(house: House, ...words: string[]): Promise<Typed> {
  const { appId, privateKey, apiUrl, databaseUrl } = house.environment;
  const out: string[] = [];
  const err: string[] = [];
  const env = {
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: "a webhook secret of the stories",
    GITHUB_API_URL: apiUrl,
    DATABASE_URL: databaseUrl,
  };
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    input: () => Promise.resolve(""),
    env,
    cwd: "/",
  };
  const exit = await main(words, io);
  return { exit, out: out.join("\n"), err: err.join("\n") };
}
