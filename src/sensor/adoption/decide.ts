// Pure: the first look is kept; governed branches are looked at; after a loss somebody is asked where the record begins.
import type { Plan, Step } from "../../core/plan.ts";
import { recordStep } from "../records.ts";
import * as words from "../words.ts";
import { ANSWERED, ASKED, SLOT, type AdoptionFacts, type Asked } from "./facts.ts";

const AGAIN_AFTER = 5 * 60_000;
/** Branches are woken one after the other, so that a reconciliation does not spend the rate limit at once. */
const SPREAD_MS = 250;

export function decideRepository(facts: AdoptionFacts): Plan {
  const { now, nowOnGitHub: at, subject, branches, unbegun, adopted, aside, lost, asked } = facts;
  if (!branches.known || !unbegun.known || !adopted.known || !aside.known || !lost.known || !asked.known) {
    const whys = [branches, unbegun, adopted, aside, lost, asked].flatMap((answer) =>
      answer.known ? [] : [answer.why],
    );
    return { verdict: words.couldNotFindOut(whys), steps: [], lookAgainAt: now + AGAIN_AFTER };
  }
  const isLost = adopted.value?.lost ?? lost.value;
  const first = adopted.value
    ? []
    : [
        recordStep({
          kind: "sensor.adopted",
          by: null,
          data: { lost: isLost, at: at ?? null },
          why: words.whyAdopted(isLost),
          meaning: "first",
        }),
      ];
  const wakes = branches.value.map((name, index): Step => {
    const at = now + index * SPREAD_MS;
    const branch = { ...subject, kind: "branch", name } as const;
    return { do: "wake", subject: branch, at, why: words.whyWatch(), key: `wake:branch:${name}:${at}` };
  });
  const missing = isLost ? unbegun.value : aside.value;
  return {
    verdict: missing.length > 0 ? words.baselinesNeeded(missing) : words.watching(branches.value.length),
    steps: [
      ...first,
      ...askSteps(facts, { missing, because: isLost ? "lost" : "aside", asked: asked.value }),
      ...wakes,
    ],
  };
}

/** One issue, which closes itself when every governed branch has its baseline again; another when more are governed later. */
function askSteps(
  { subject, now }: AdoptionFacts,
  so: { readonly missing: readonly string[]; readonly because: "lost" | "aside"; readonly asked: Asked },
): readonly Step[] {
  const { missing, because, asked } = so;
  const { issue, answered } = asked;
  const why = words.whyAsk();
  if (missing.length === 0) {
    if (issue === null) return [];
    return [
      { do: "close", on: issue, reason: "completed", why, key: `close:${issue}` },
      {
        do: "record",
        kind: ANSWERED,
        by: null,
        data: { issue },
        why,
        key: `answered:${issue}`,
        restsOn: [`close:${issue}`],
      },
    ];
  }
  if (issue !== null) return [];
  const slot = answered === 0 ? SLOT : `${SLOT}-${answered + 1}`;
  const remember = { kind: ASKED, data: {}, beside: subject, lookAt: now };
  const body = words.askBody(missing, because);
  const key = `open-issue:${slot}`;
  return [{ do: "open-issue", slot, title: words.askTitle(), body, labels: [], remember, why, key }];
}
