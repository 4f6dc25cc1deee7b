// Pure: the first look is kept; governed branches are looked at; after a loss somebody is asked where the record begins.
import type { Plan, Step } from "../../core/plan.ts";
import type { PolicyState } from "../../core/policy.ts";
import type { WatchedChange } from "../policy.ts";
import { recordStep } from "../records.ts";
import * as words from "../words.ts";
import { ANSWERED, ASKED, SLOT, type AdoptionFacts } from "./facts.ts";

const AGAIN_AFTER = 5 * 60_000;
/** Branches are woken one after the other, so that a reconciliation does not spend the rate limit at once. */
const SPREAD_MS = 250;

export function decideRepository(facts: AdoptionFacts, state: PolicyState<WatchedChange>): Plan {
  const { now, subject, branches, unbegun, adopted, lost, asked } = facts;
  if (state.is === "absent") return { verdict: words.noPolicy(), steps: [] };
  const whys = [branches, unbegun, adopted, lost, asked].flatMap((answer) => (answer.known ? [] : [answer.why]));
  if (state.is !== "ok") return { verdict: words.policyUnread(), steps: [], lookAgainAt: now + AGAIN_AFTER };
  if (!branches.known || !unbegun.known || !adopted.known || !lost.known || !asked.known) {
    return { verdict: words.couldNotFindOut(whys), steps: [], lookAgainAt: now + AGAIN_AFTER };
  }
  const isLost = adopted.value?.lost ?? lost.value;
  const first = adopted.value
    ? []
    : [
        recordStep({
          kind: "sensor.adopted",
          by: null,
          data: { lost: isLost },
          why: words.whyAdopted(isLost),
          meaning: "first",
        }),
      ];
  const wakes = branches.value.map((name, index): Step => {
    const at = now + index * SPREAD_MS;
    const branch = { ...subject, kind: "branch", name } as const;
    return { do: "wake", subject: branch, at, why: words.whyWatch(), key: `wake:branch:${name}:${at}` };
  });
  const missing = isLost ? unbegun.value : [];
  return {
    verdict: missing.length > 0 ? words.baselinesNeeded(missing) : words.watching(branches.value.length),
    steps: [...first, ...askSteps(facts, { missing, asked: asked.value }), ...wakes],
  };
}

/** One issue, which closes itself when every governed branch has its baseline again. */
function askSteps(
  { subject, now }: AdoptionFacts,
  so: {
    readonly missing: readonly string[];
    readonly asked: { readonly issue: number | null; readonly over: boolean };
  },
): readonly Step[] {
  const { missing, asked } = so;
  const why = words.whyAsk();
  if (missing.length > 0 && asked.issue === null) {
    const remember = { kind: ASKED, data: {}, beside: subject, lookAt: now };
    const body = words.askBody(missing);
    return [
      {
        do: "open-issue",
        slot: SLOT,
        title: words.askTitle(),
        body,
        labels: [],
        remember,
        why,
        key: `open-issue:${SLOT}`,
      },
    ];
  }
  if (missing.length > 0 || asked.issue === null || asked.over) return [];
  return [
    { do: "close", on: asked.issue, reason: "completed", why, key: `close:${asked.issue}` },
    { do: "record", kind: ANSWERED, by: null, data: { issue: asked.issue }, why, key: `answered:${asked.issue}` },
  ];
}
