// The story that the demo plays: through GitHub's API as its people, against the real app, and each promise is checked
// by what stands on GitHub afterwards.
import { anEmergencyInAFreeze } from "./freeze-chapter.ts";
import { personAt } from "./person.ts";
import type { Person } from "./person.ts";
import { POLICY } from "./policy.ts";
import { readComments, readIssue, readLabels } from "./seen.ts";
import { expect, expectAnnounced, expectCheck, latestCheck, say, sentenceAbout } from "./telling.ts";
import type { Cast, PullOnStage, Stage } from "./telling.ts";

const CRASH_REPORT = `### Version

2.4.1

### Component

API

### What happened

\`\`\`
panic: runtime error: index out of range
\`\`\``;

/** Plays the whole story. A promise that is not kept is told and counted; only a broken stage throws. */
export async function play(stage: Stage): Promise<void> {
  const [mia, max, nina] = [personAt(stage.api, "mia"), personAt(stage.api, "max"), personAt(stage.api, "nina")];
  const cast = { mia, max, nina };
  await firstContact(stage, cast);
  await aCrashReport(stage, cast);
  const pull = await aChangeIsHeld(stage, cast);
  await aPushVoidsIt(stage, cast, pull);
  await aKilledApp(stage, cast, pull);
  await anEmergencyInAFreeze(stage, cast, pull);
}

async function firstContact(stage: Stage, { mia }: Cast): Promise<void> {
  const { timeline, repository } = stage;
  timeline.chapter("First contact");
  await stage.install();
  timeline.told("mia", `installs the App on ${repository}`);
  await expect(stage, "an issue greets the repository with a starter policy", async () => {
    const issue = await readIssue(mia, repository, 1);
    return issue?.body.includes("version: 1") === true ? `#1 ${issue.title}` : undefined;
  });
  const content = Buffer.from(POLICY).toString("base64");
  await mia.send("PUT", `/repos/${repository}/contents/.github/lamplighter.yml`, {
    message: "Let Lamplighter look after us",
    content,
  });
  timeline.told("mia", "commits .github/lamplighter.yml to main");
  await expect(stage, "the issue closes by itself when the policy is there", async () => {
    const issue = await readIssue(mia, repository, 1);
    return issue?.state === "closed" ? "#1 closed" : undefined;
  });
}

async function aCrashReport(stage: Stage, { mia, nina }: Cast): Promise<void> {
  const { timeline, repository } = stage;
  timeline.chapter("A crash report");
  const report = { title: "API answers 500 after an upgrade", body: CRASH_REPORT };
  const { number } = (await nina.send("POST", `/repos/${repository}/issues`, report)) as { number: number };
  timeline.told("nina", `opens #${number} through the bug form: "${report.title}"`);
  await expect(stage, "it is labelled by what it says and by the form's fields", async () => {
    const labels = await readLabels(mia, repository, number);
    return ["crash", "area/api"].every((one) => labels.includes(one)) ? labels.join(", ") : undefined;
  });
  await say(stage, mia, number, "/severity 1 because every request fails");
  await expect(stage, "a maintainer's word sets the severity", async () => {
    const labels = await readLabels(mia, repository, number);
    return labels.includes("sev/1") ? labels.join(", ") : undefined;
  });
  await say(stage, nina, number, "/severity 4");
  await expect(stage, "an outsider's does not", async () => {
    const refusal = (await readComments(mia, repository, number)).find(
      (one) => one.ours && one.body.includes("severity"),
    );
    const labels = await readLabels(mia, repository, number);
    return refusal && labels.includes("sev/1") && !labels.includes("sev/4")
      ? sentenceAbout(refusal.body, "severity")
      : undefined;
  });
}

async function aChangeIsHeld(stage: Stage, { mia, nina }: Cast): Promise<PullOnStage> {
  const { timeline, repository } = stage;
  timeline.chapter("A change is held until a maintainer approves it");
  const fork = `nina/${repository.split("/")[1] ?? ""}`;
  const branch = "fix-index";
  await nina.send("POST", `/repos/${repository}/forks`);
  const main = (await nina.get(`/repos/${fork}/git/ref/heads/main`)) as { object: { sha: string } };
  await nina.send("POST", `/repos/${fork}/git/refs`, { ref: `refs/heads/${branch}`, sha: main.object.sha });
  await commit({
    who: nina,
    repository: fork,
    branch,
    path: "src/index.ts",
    text: "export const at = (list, i) => list[i] ?? null;\n",
  });
  const opened = (await nina.send("POST", `/repos/${repository}/pulls`, {
    title: "fix: answer null beyond the end",
    head: `nina:${branch}`,
    base: "main",
    body: "Fixes #2.",
  })) as { number: number };
  const pull = { number: opened.number, fork, branch };
  timeline.told("nina", `opens pull request #${pull.number} from her fork: "fix: answer null beyond the end"`);
  await expectCheck(stage, {
    who: mia,
    pull,
    promise: "the required check waits, and names who owes the next move",
    state: "in_progress",
  });
  await expectAnnounced(stage, mia, pull);
  await say(stage, nina, pull.number, "/approve-change");
  await expect(stage, "the author's own approval is refused, with the reason", async () => {
    const comments = await readComments(mia, repository, pull.number);
    const refusal = comments.find(
      (one) => one.ours && one.body.includes("Not done") && one.body.includes("opened this pull request"),
    );
    const check = await latestCheck(stage, mia, pull);
    return refusal && check?.conclusion !== "success" ? sentenceAbout(refusal.body, "approve-change") : undefined;
  });
  await say(stage, mia, pull.number, "/approve-change because the bounds check is right");
  await expectCheck(stage, {
    who: mia,
    pull,
    promise: "a maintainer's approval turns the check green",
    state: "success",
  });
  return pull;
}

async function aPushVoidsIt(stage: Stage, { mia, nina }: Cast, pull: PullOnStage): Promise<void> {
  const { timeline } = stage;
  timeline.chapter("A push voids the approval");
  await commit({
    who: nina,
    repository: pull.fork,
    branch: pull.branch,
    path: "src/index.ts",
    text: "export const at = () => eval(input);\n",
  });
  timeline.told("nina", "pushes one more commit");
  await expectCheck(stage, {
    who: mia,
    pull,
    promise: "the new head is not approved",
    state: "in_progress",
  });
  await expect(stage, "what was voided stays in sight", async () => {
    const ours = (await readComments(mia, stage.repository, pull.number)).filter((one) => one.ours);
    return ours
      .flatMap(({ body }) => body.split("\n"))
      .find((line) => line.includes("Void: "))
      ?.replaceAll(/[*`\u200b\u2060]|^\s*-\s*/g, "");
  });
  await expectAnnounced(stage, mia, pull);
}

async function aKilledApp(stage: Stage, { mia, nina }: Cast, pull: PullOnStage): Promise<void> {
  const { timeline, repository } = stage;
  timeline.chapter("The app is killed, and loses nothing");
  await commit({
    who: nina,
    repository: pull.fork,
    branch: pull.branch,
    path: "src/index.ts",
    text: "export const at = (list, i) => list.at(i) ?? null;\n",
  });
  timeline.told("nina", "takes it back with another commit");
  await expectCheck(stage, { who: mia, pull, promise: "the check waits on the newest head", state: "in_progress" });
  await expectAnnounced(stage, mia, pull);
  await say(stage, mia, pull.number, "/approve-change because it is sound now");
  await stage.killApp();
  timeline.told("(power)", "the app's process is killed with SIGKILL the moment the comment is written");
  const { number } = (await nina.send("POST", `/repos/${repository}/issues`, {
    title: "panic: while you were away",
    body: "core dumped",
  })) as { number: number };
  timeline.told("nina", `opens #${number} while nobody is there`);
  await stage.startApp();
  timeline.told("(power)", "the app is started again");
  await expectCheck(stage, { who: mia, pull, promise: "the approval was not lost", state: "success" });
  await expect(stage, "the issue that came during the outage is looked at", async () => {
    const labels = await readLabels(mia, repository, number);
    return labels.includes("crash") ? labels.join(", ") : undefined;
  });
  await expect(stage, "nothing was said twice", async () => {
    const ours = (await readComments(mia, repository, pull.number)).filter((one) => one.ours);
    const slots = ours.map((one) => /lamplighter:slot=([\w-]+)/.exec(one.body)?.[1] ?? "");
    return new Set(slots).size === slots.length ? `${ours.length} comments in ${slots.length} slots` : undefined;
  });
}

async function commit(args: {
  who: Person;
  repository: string;
  branch: string;
  path: string;
  text: string;
}): Promise<void> {
  const { who, repository, branch, path, text } = args;
  const there = (await who.get(`/repos/${repository}/contents/${path}?ref=${branch}`).catch(() => null)) as {
    sha: string;
  } | null;
  const content = Buffer.from(text).toString("base64");
  const message = "fix: mind the bounds";
  await who.send("PUT", `/repos/${repository}/contents/${path}`, {
    message,
    content,
    branch,
    ...(there && { sha: there.sha }),
  });
}
