// Arbitrary histories of one pull request, weighted so that enough of them end in allow and every reason comes up.

import * as fc from "fast-check";

import { DAY, HOUR, KNOWS, PEOPLE, POLICIES } from "./cast.ts";
import type { Said, Who } from "./events.ts";
import type { Move, Named, Push, Saying } from "./moves.ts";
import type { Draw } from "./play.ts";
import { flaws, scenes, weighted } from "./scenes.ts";

const person = fc.constantFrom<Who[]>(...PEOPLE);
const rarely = (n: number) => fc.integer({ min: 1, max: n }).map((it) => it === 1);
const sha = weighted<Named>([8, "none"], [4, "full", "twelve"], [2, "seven", "older", "stranger"]);
const approve = sha.map((kind): Saying => ({ do: "approve", sha: kind }));
const other = weighted<Saying>(
  [4, { do: "withdraw" }],
  [2, { do: "reject" }, { do: "hold" }],
  [5, { do: "unreject" }, { do: "unhold" }],
  [2, { do: "vouch", sha: "full" }, { do: "vouch", sha: "full" }, { do: "vouch", sha: "older" }],
  ...(KNOWS.types
    ? ([
        [4, { do: "emergency" }],
        [1, { do: "no emergency" }],
      ] as const)
    : []),
  ...(KNOWS.risk
    ? ([
        [1, { do: "risk", level: "low" }, { do: "risk", level: "medium" }, { do: "risk", level: "high" }],
        [1, { do: "no risk" }],
      ] as const)
    : []),
  ...(KNOWS.freezes
    ? ([
        [3, { do: "override", hours: 1 }, { do: "override", hours: 20 }],
        [1, { do: "no override" }],
      ] as const)
    : []),
);
const saying = fc.oneof({ weight: 3, arbitrary: approve }, { weight: 2, arbitrary: other });
const says = fc.oneof(
  { weight: 9, arbitrary: saying.map((it) => [it]) },
  { weight: 1, arbitrary: fc.array(saying, { minLength: 2, maxLength: 3 }) },
);
/** Two in three come at once. */
const heard = fc.integer({ min: 0, max: 2 }).map((n) => n > 0);
const unfit = fc.constantFrom<NonNullable<Said["unfit"]>>("bot", "app", "edited");
const wait = fc.constantFrom(0, 1, 1, 2, 60, HOUR, DAY).map((seconds): Move => ({ move: "wait", seconds }));
const say = fc.record({ by: person, says, heard }).map((it): Move => ({ move: "say", ...it }));
const unfitSay = fc.record({ by: person, says, heard, unfit }).map((it): Move => ({ move: "say", ...it }));
const state = fc.constantFrom("approved", "approved", "approved", "changes", "commented");
const reviewSays = fc.oneof({ weight: 4, arbitrary: fc.constant<Saying[]>([]) }, { weight: 1, arbitrary: says });
const review = fc
  .record({ by: person, state, older: rarely(4), says: reviewSays, heard })
  .map((it): Move => ({ move: "review", ...it }));
const how = weighted<Push["how"]>(
  [5, "on top"],
  [5, "back"],
  [2, "rebase"],
  [1, "anew"],
  ...(KNOWS.keep ? ([[2, "clean"]] as const) : []),
  [2, "of another branch", "altered", "both sides"],
);
const push = fc
  .record({
    by: fc.oneof({ weight: 1, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: person }),
    made: fc.array(person, { maxLength: 1 }),
    how,
    nameless: rarely(12),
    docs: rarely(KNOWS.types ? 4 : 20),
    flaw: flaws,
  })
  .map((it): Move => ({ move: "push", ...it }));
const which = fc.nat(9);
const role = fc.record({ who: person, role: fc.constantFrom("maintainers", "board") });
const rare = fc.oneof(
  fc.constantFrom<Move>({ move: "retarget", base: "main" }, { move: "retarget", base: "next" }),
  fc.boolean().map((keeps): Move => ({ move: "rewrite base", keeps })),
  fc.nat(POLICIES.length - 1).map((index): Move => ({ move: "policy", index })),
  which.map((n): Move => ({ move: "dismiss", which: n })),
  person.map((who): Move => ({ move: "rename", who })),
  ...(KNOWS.types
    ? [fc.constantFrom(true, true, true, false).map((open): Move => ({ move: "incident", open, labelled: true }))]
    : []),
);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 14, arbitrary: say },
  { weight: 1, arbitrary: unfitSay },
  { weight: 5, arbitrary: review },
  { weight: 10, arbitrary: wait },
  { weight: 4, arbitrary: fc.constant<Move>({ move: "look" }) },
  { weight: 6, arbitrary: push },
  { weight: 2, arbitrary: fc.constantFrom<Move>({ move: "open or close" }, { move: "draft or ready" }) },
  { weight: 3, arbitrary: role.map((it): Move => ({ move: "role", ...it })) },
  { weight: 5, arbitrary: rare },
  { weight: 3, arbitrary: which.map((n): Move => ({ move: "deliver", which: n })) },
  { weight: 1, arbitrary: fc.constant<Move>({ move: "catch up" }) },
);

/** Two people approve as they should, so that histories end in allow often enough; little or nothing follows. */
const finale = fc
  .record({
    first: fc.constantFrom(2, 3, 4),
    second: fc.constantFrom(4, 5),
    sha: fc.constantFrom<Named>("none", "full"),
    after: fc.array(move, { maxLength: 2 }),
  })
  .map((it): Move[] => [
    { move: "wait", seconds: 3 },
    { move: "look" },
    { move: "wait", seconds: 3 },
    { move: "say", by: it.first, says: [{ do: "approve", sha: it.sha }], heard: false },
    { move: "say", by: it.second, says: [{ do: "approve", sha: it.sha }], heard: false },
    { move: "catch up" },
    ...it.after,
  ]);

const few = fc.array(move, { maxLength: 3 });
const scene = fc
  .oneof(
    ...scenes.map(({ weight, policy, moves }) => ({
      weight,
      arbitrary: fc.record({ policy, before: few, moves, after: few }),
    })),
  )
  .map(({ policy, before, moves, after }): Draw => ({ policy, moves: [...before, ...moves, ...after] }));

const anything = fc
  .record({
    policy: fc.nat(POLICIES.length - 1),
    body: fc.array(move, { minLength: 1, maxLength: 16 }),
    end: fc.oneof({ weight: 1, arbitrary: fc.constant<Move[]>([]) }, { weight: 2, arbitrary: finale }),
  })
  .map(({ policy, body, end }): Draw => ({ policy, moves: [...body, ...end] }));

export const histories: fc.Arbitrary<Draw> = fc.oneof(
  { weight: 4, arbitrary: anything },
  { weight: 6, arbitrary: scene },
);
