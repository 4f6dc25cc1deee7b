import { expect, it } from "vitest";
import { apply, type World } from "../src/apply.ts";
import type { StepOf } from "../src/core/plan.ts";
import { MONDAY, pullSubject } from "./world.ts";

const branch = { ...pullSubject(1), kind: "branch", name: "main" } as const;
const step: StepOf<"open-issue"> = {
  do: "open-issue",
  why: "a commit came without a change",
  key: "open-issue:exception",
  slot: "exception",
  title: "A commit without a change",
  body: "" as StepOf<"open-issue">["body"],
  labels: [],
  remember: { kind: "review.opened", data: { slot: "exception" }, beside: branch, lookAt: MONDAY },
};

function worldWith(did: "written" | "already" | "gone", answer: { issue?: number }) {
  const done: string[] = [];
  const world: World = {
    ledger: {
      intend: () => Promise.resolve(),
      outcome: () => Promise.resolve(),
      failure: () => Promise.resolve(),
      record: ({ about, kind, data }) => {
        done.push(`${kind} ${about ? `${about.kind} ${about.name}` : "here"} ${JSON.stringify(data)}`);
        return Promise.resolve();
      },
    },
    write: () => Promise.resolve({ did, answer }),
    wake: ({ kind, name }, at) => {
      done.push(`wake ${kind} ${name} ${at - MONDAY}`);
      return Promise.resolve();
    },
    signal: new AbortController().signal,
  };
  return { done, world };
}

it.each(["written", "already"] as const)("an issue of ours that is %s is remembered with its number", async (did) => {
  const { done, world } = worldWith(did, { issue: 7 });
  await apply([step], world);
  const data = '{"slot":"exception","issue":7}';
  expect(done).toEqual([`review.opened issue 7 ${data}`, "wake issue 7 0", `review.opened here ${data}`]);
});

it("an issue that could not be opened is not remembered, and one without a number is a fault", async () => {
  const gone = worldWith("gone", {});
  await apply([step], gone.world);
  expect(gone.done).toEqual([]);
  await expect(apply([step], worldWith("written", {}).world)).rejects.toThrow("no number");
});
