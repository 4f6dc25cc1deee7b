// The last chapter: a freeze begins, an emergency passes it, and no approval is lost on the way.
import { frozenPolicy } from "./policy.ts";
import { expectCheck, say } from "./telling.ts";
import type { Cast, PullOnStage, Stage } from "./telling.ts";

const FILE = ".github/lamplighter.yml";

export async function anEmergencyInAFreeze(stage: Stage, cast: Cast, pull: PullOnStage): Promise<void> {
  const { mia, max } = cast;
  const { timeline, repository } = stage;
  timeline.chapter("A freeze, and an emergency that passes it");
  const { sha } = (await mia.get(`/repos/${repository}/contents/${FILE}`)) as { sha: string };
  await mia.send("PUT", `/repos/${repository}/contents/${FILE}`, {
    message: "Freeze main until tomorrow",
    content: Buffer.from(frozenPolicy(Date.now())).toString("base64"),
    sha,
  });
  timeline.told("mia", "commits a freeze that holds until tomorrow");
  await expectCheck(stage, { who: mia, pull, promise: "what was green is held", state: "failure" });
  const incident = { title: "Every request fails", labels: ["incident"] };
  const { number } = (await mia.send("POST", `/repos/${repository}/issues`, incident)) as { number: number };
  timeline.told("mia", `opens #${number}, labelled incident: "${incident.title}"`);
  await say(stage, max, pull.number, `/change-type emergency #${number} because every request fails`);
  await expectCheck(stage, {
    who: mia,
    pull,
    promise: "the emergency passes, with the approval that it had",
    state: "success",
  });
}
