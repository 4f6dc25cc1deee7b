import { expect, test } from "vitest";
import { body, line, mendedBody, mendedTitle, nameOf, title, why } from "../../src/core/refusal-words.ts";
import type { Effect } from "../../src/core/plan.ts";
import { refusalOf } from "../../src/core/refusal.ts";
import { ada, bob } from "../world.ts";

const step = (differs: object): Effect => ({ why: "a test", key: "k", on: 12, ...differs }) as unknown as Effect;
const label = step({ do: "label", add: ["bug", "@all"], remove: ["old"] });

test.each<[Effect, string]>([
  [step({ do: "comment", slot: "change" }), "write the comment `change`"],
  [step({ do: "react" }), "react to a comment"],
  [label, "change the labels `+bug`, `+@all`, `-old`"],
  [step({ do: "assign", add: [ada], remove: [bob] }), "change who is assigned: `+ada`, `-bob`"],
  [step({ do: "request-reviews", of: [ada, bob] }), "ask `ada`, `bob` for a review"],
  [step({ do: "check", name: "lamplighter/change" }), "set the check `lamplighter/change`"],
  [step({ do: "open-issue", title: "Review" }), "open the issue `Review`"],
  [step({ do: "dispatch-workflow", workflow: "release.yml" }), "start the workflow `release.yml`"],
  [step({ do: "close" }), "close it"],
  [step({ do: "reopen" }), "reopen it"],
])("%j is told as %j", (one, expected) => {
  expect(nameOf(one)).toBe(expected);
});

test("a comment says of each what is so and what to do", () => {
  const refused = [
    { step: label, refusal: refusalOf("no-label")! },
    { step: step({ do: "close" }), refusal: refusalOf("no-permission")! },
  ];
  expect(body(refused)).toBe(
    [
      "**GitHub refused something, and trying again does not help.** What rests on it was not done either.",
      [
        "- Could not change the labels `+bug`, `+@all`, `-old` (`no-label`). There is no such label in the repository. Create it, or correct its name in the policy or the command.",
        "- Could not close it (`no-permission`). The App lacks a permission for it. Accept the App's permissions on its installation page; `lamplighter doctor` names what is missing.",
      ].join("\n"),
      "After that, whatever happens here next makes the app look again. What a command asked for, give that command for again.",
    ].join("\n\n"),
  );
  expect(title(refused)).toBe("GitHub refused 2 things");
  expect(title(refused.slice(1))).toBe("GitHub refused something");
  expect(line(refused)).toBe(
    "k: There is no such label in the repository. Create it, or correct its name in the policy or the command. k: The App lacks a permission for it. Accept the App's permissions on its installation page; `lamplighter doctor` names what is missing.",
  );
});

test("what is refused no more is told so", () => {
  expect(mendedTitle()).toBe("Nothing is refused any more");
  expect(mendedBody()).toBe("What GitHub refused before is done, or is not asked for any more.");
  expect(why()).toBe("people have to know what GitHub refused");
});
