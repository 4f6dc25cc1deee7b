import { expect, it } from "vitest";
import type { Trigger } from "../src/core/trigger.ts";
import { deliveryReader } from "../src/read-delivery.ts";
import { readTurn } from "../src/read-turn.ts";
import type { TriggersOf } from "../src/sorter.ts";
import type { Delivery } from "../src/store/bodies.ts";
import { pull } from "./store/conformance.ts";

/** The body names pull requests; `?` is ignored, and nothing at all is a body that was lost. */
const triggersOf: TriggersOf = ({ id, body }) => {
  const text = new TextDecoder().decode(body);
  if (text === "") return { dead: { code: "body-lost", reason: "It is gone. Redeliver it." } };
  if (text === "?") return { ignored: "nobody listens to it" };
  return {
    triggers: text.split(" ").map((name): Trigger => {
      return {
        kind: "issue",
        action: "opened",
        subject: pull(Number(name)),
        repo: null,
        by: null,
        delivery: id,
        at: 0,
      };
    }),
  };
};
const delivery = (row: number, text: string): Delivery => {
  return { row, id: `d${row}`, event: "issues", body: new TextEncoder().encode(text), receivedAt: 0 };
};
const gone = (row: number) => {
  return { row, code: "body-lost", reason: "It is gone. Redeliver it. What it is about was looked at without it." };
};

it.each<[string, readonly string[], readonly string[], readonly number[], readonly object[]]>([
  ["all of them are read, for this subject alone", ["1", "2 1", "1"], ["d1", "d2", "d3"], [1, 2, 3], []],
  ["none at all is a clock's tick", [], ["clock"], [], []],
  ["one that is ignored by now says nothing, and is done with", ["?"], ["clock"], [1], []],
  [
    "one that was lost costs only itself, and a tick stands for it",
    ["1", "", "1"],
    ["d1", "d3", "clock"],
    [1, 3],
    [gone(2)],
  ],
  ["two that were lost are two dead letters, and one tick", ["", ""], ["clock"], [], [gone(1), gone(2)]],
])("of a turn's deliveries %s", (_, texts, told, handled, dead) => {
  const deliveries = texts.map((text, index) => delivery(index + 1, text));
  const read = readTurn({ subject: pull(1), token: 1, deliveries, attempts: 1, isReplayed: false, now: 5 }, triggersOf);
  expect(read.triggers.map((one) => one.delivery ?? one.kind)).toEqual(told);
  expect(read).toMatchObject({ handled, dead });
});

it("a body that the store has no more gets its code, what is so, and what to do", () => {
  const taken = { subject: pull(1), token: 1, deliveries: [delivery(1, "")], attempts: 1, isReplayed: false, now: 5 };
  const [letter] = readTurn(taken, deliveryReader(1)).dead;
  expect(letter?.code).toBe("body-lost");
  expect(letter?.reason).toMatch(/ is not in the store any more, .* redeliver it .* without it\.$/);
});
