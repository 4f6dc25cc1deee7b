// Where people hear of what GitHub refuses for good, and when.
import { expect, it } from "vitest";
import type { RefusedStep, World } from "../src/apply.ts";
import type { Json, Step } from "../src/core/plan.ts";
import type { LedgerRecord } from "../src/core/reads.ts";
import { REFUSED, tellRefused } from "../src/tell-refused.ts";
import { MONDAY, pullSubject } from "./world.ts";

const subject = { ...pullSubject(7), kind: "issue" } as const;
const refusal = { code: "no-label", so: "There is no such label.", mend: "Create it." };
const step: RefusedStep["step"] = {
  ...{ do: "label", on: 7, add: ["bug"], remove: [], create: false, why: "a test", key: "label:bug" },
};

/** Answers what was written and what was kept when steps were refused; `before` is what the ledger has of them. */
async function told(refused: readonly RefusedStep[], before: readonly Json[] = []) {
  const wrote: Step["do"][] = [];
  const kept: Json[] = [];
  const world: World = {
    ledger: {
      intend: () => Promise.resolve(null),
      outcome: () => Promise.resolve(),
      failure: () => Promise.resolve(),
      record: ({ data }) => Promise.resolve(void kept.push(data)),
    },
    write: (one) => {
      wrote.push(one.do);
      return Promise.resolve({ did: "written", answer: {} });
    },
    refusalIn: () => null,
    wake: () => Promise.resolve(),
    signal: new AbortController().signal,
  };
  const records = before.map((data, index): LedgerRecord => {
    return { sequence: index + 1, at: MONDAY, kind: REFUSED, by: null, data };
  });
  const reads = { records: () => Promise.resolve(records), pull: () => Promise.reject(new Error("nobody asks")) };
  const untold = await tellRefused({ subject, refused, reads, world });
  return { wrote, kept, untold };
}

const on = (place: string, code = refusal.code): Json => {
  return { told: place, steps: [{ key: step.key, code }], head: null };
};

it("what is refused now is told, and where", async () => {
  expect(await told([{ step, refusal, isNews: true }])).toEqual({
    wrote: ["comment"],
    kept: [on("comment")],
    untold: undefined,
  });
});

it("what was refused by a look that ended before it was told is told by the next", async () => {
  expect(await told([{ step, refusal, isNews: false }])).toMatchObject({ wrote: ["comment"], kept: [on("comment")] });
  // Of another refusal of the same step nothing was told either.
  expect(await told([{ step, refusal, isNews: false }], [on("comment", "locked")])).toMatchObject({
    wrote: ["comment"],
  });
});

it("what was told is not told again by the clock, and what nobody could be told stays a dead letter", async () => {
  expect(await told([{ step, refusal, isNews: false }], [on("comment")])).toEqual({
    wrote: [],
    kept: [],
    untold: undefined,
  });
  expect(await told([{ step, refusal, isNews: false }], [on("nowhere")])).toMatchObject({
    wrote: [],
    untold: { code: "refused-no-label" },
  });
});
