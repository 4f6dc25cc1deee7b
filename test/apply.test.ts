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
      intend: () => Promise.resolve(null),
      outcome: () => Promise.resolve(),
      failure: () => Promise.resolve(),
      record: ({ about, kind, data }) => {
        done.push(`${kind} ${about ? `${about.kind} ${about.name}` : "here"} ${JSON.stringify(data)}`);
        return Promise.resolve();
      },
    },
    write: () => Promise.resolve({ did, answer }),
    refusalIn: () => null,
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

const labelled = (key: string, differs: object = {}) =>
  ({ do: "label", on: 1, add: [key], remove: [], create: false, why: "a test", key, ...differs }) as const;
const kept = (key: string, differs: object = {}) =>
  ({ do: "record", kind: key, by: null, data: {}, why: "a test", key, ...differs }) as const;

/** A world in which GitHub refuses some steps for good, as the ledger may know already. */
function refusing(refused: readonly string[], before: readonly string[] = []) {
  const wrote: string[] = [];
  const failures: unknown[] = [];
  const { done, world } = worldWith("written", {});
  const refusal = { code: "locked", so: "It is locked.", mend: "Unlock it." };
  const strict: World = {
    ...world,
    ledger: {
      ...world.ledger,
      intend: ({ key }) => Promise.resolve(before.includes(key) ? refusal : null),
      failure: (...args) => Promise.resolve(void failures.push(args)),
    },
    write(one) {
      wrote.push(one.key);
      return refused.includes(one.key) ? Promise.reject(new Error(one.key)) : world.write(one);
    },
    refusalIn: (error) => (error instanceof Error && error.message !== "a fault" ? refusal : null),
  };
  return { wrote, failures, done, world: strict, refusal };
}

it("what GitHub refuses for good keeps back what rests on it, and nothing else", async () => {
  const { wrote, failures, done, world, refusal } = refusing(["a"]);
  const steps = [
    labelled("a"),
    kept("a was done", { restsOn: ["a"] }),
    labelled("b"),
    kept("b was done", { restsOn: ["b"] }),
    // What rests on what was kept back is kept back too.
    labelled("c", { restsOn: ["b", "a was done"] }),
    kept("by itself"),
  ];
  const applied = await apply(steps, world);
  expect(wrote).toEqual(["a", "b"]);
  expect(done).toEqual(["b was done here {}", "by itself here {}"]);
  expect(applied.refused).toEqual([{ step: steps[0], refusal, isNews: true }]);
  expect(applied.done.map(({ step: { key } }) => key)).toEqual(["b", "b was done", "by itself"]);
  expect(failures).toEqual([[steps[0], expect.any(Error), refusal]]);
});

it("what was refused before and nothing has mended since is not asked for, and refused all the same", async () => {
  const { wrote, failures, done, world, refusal } = refusing(["a"], ["a"]);
  const applied = await apply([labelled("a"), kept("a was done", { restsOn: ["a"] })], world);
  expect({ wrote, failures, done }).toEqual({ wrote: [], failures: [], done: [] });
  expect(applied.refused).toMatchObject([{ refusal, isNews: false }]);
});

it("what another try may do stops the rest, and is known as a failure", async () => {
  const { wrote, failures, world } = refusing(["a fault"]);
  await expect(apply([labelled("a fault"), labelled("b")], world)).rejects.toThrow("a fault");
  expect(wrote).toEqual(["a fault"]);
  expect(failures).toMatchObject([[{ key: "a fault" }, { message: "a fault" }, null]]);
});
