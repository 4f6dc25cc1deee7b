// Arbitrary histories of one pull request, weighted so that enough of them end in allow and every reason comes up.

import * as fc from "fast-check";

import type { Said, Who } from "./events.ts";
import { DAY, type Draw, type Move, type Named, PEOPLE, POLICIES, type Saying } from "./moves.ts";

const person = fc.constantFrom<Who[]>(...PEOPLE);
const sha = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Named>("none") },
  { weight: 4, arbitrary: fc.constantFrom<Named>("full", "twelve") },
  { weight: 2, arbitrary: fc.constantFrom<Named>("seven", "older", "stranger") },
);
const approve = sha.map((kind): Saying => ({ do: "approve", sha: kind }));
const other = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Saying>({ do: "withdraw" }) },
  { weight: 2, arbitrary: fc.constantFrom<Saying>({ do: "reject" }, { do: "hold" }) },
  { weight: 5, arbitrary: fc.constantFrom<Saying>({ do: "unreject" }, { do: "unhold" }) },
  { weight: 2, arbitrary: fc.constantFrom<Saying>({ do: "vouch", sha: "full" }, { do: "vouch", sha: "older" }) },
);
const saying = fc.oneof({ weight: 3, arbitrary: approve }, { weight: 2, arbitrary: other });
const says = fc.oneof(
  { weight: 9, arbitrary: saying.map((it) => [it]) },
  { weight: 1, arbitrary: fc.array(saying, { minLength: 2, maxLength: 3 }) },
);
const heard = fc.integer({ min: 0, max: 4 }).map((n) => n > 0);
const rarely = (n: number) => fc.integer({ min: 1, max: n }).map((it) => it === 1);
const unfit = fc.constantFrom<NonNullable<Said["unfit"]>>("bot", "app", "edited");
const wait = fc.constantFrom(0, 1, 1, 2, 60, 3_600, DAY).map((seconds): Move => ({ move: "wait", seconds }));
const say = fc.record({ by: person, says, heard }).map((it): Move => ({ move: "say", ...it }));
const unfitSay = fc.record({ by: person, says, heard, unfit }).map((it): Move => ({ move: "say", ...it }));
const state = fc.constantFrom("approved", "approved", "changes", "commented");
const reviewSays = fc.oneof({ weight: 4, arbitrary: fc.constant<Saying[]>([]) }, { weight: 1, arbitrary: says });
const review = fc
  .record({ by: person, state, older: rarely(4), says: reviewSays, heard })
  .map((it): Move => ({ move: "review", ...it }));
const push = fc
  .record({
    by: person,
    made: fc.array(person, { maxLength: 1 }),
    back: fc.constantFrom(0, 0, 1, 1, 2),
    nameless: rarely(12),
    merges: rarely(4),
  })
  .map((it): Move => ({ move: "push", ...it }));
const which = fc.nat(9);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 14, arbitrary: say },
  { weight: 1, arbitrary: unfitSay },
  { weight: 5, arbitrary: review },
  { weight: 10, arbitrary: wait },
  { weight: 6, arbitrary: fc.constant<Move>({ move: "look" }) },
  { weight: 6, arbitrary: push },
  { weight: 3, arbitrary: fc.constantFrom<Move>({ move: "open or close" }, { move: "draft or ready" }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Move>({ move: "retarget", base: "main" }, { move: "retarget", base: "next" }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ move: "rewrite base" }) },
  {
    weight: 2,
    arbitrary: fc
      .record({ who: person, role: fc.constantFrom("maintainers", "board") })
      .map((it): Move => ({ move: "role", ...it })),
  },
  { weight: 1, arbitrary: fc.nat(POLICIES.length - 1).map((index): Move => ({ move: "policy", index })) },
  { weight: 1, arbitrary: which.map((n): Move => ({ move: "dismiss", which: n })) },
  { weight: 3, arbitrary: which.map((n): Move => ({ move: "deliver", which: n })) },
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
    { move: "say", by: it.first, says: [{ do: "approve", sha: it.sha }], heard: true },
    { move: "say", by: it.second, says: [{ do: "approve", sha: it.sha }], heard: true },
    ...it.after,
  ]);

export const histories: fc.Arbitrary<Draw> = fc
  .record({
    policy: fc.nat(POLICIES.length - 1),
    body: fc.array(move, { minLength: 1, maxLength: 18 }),
    end: fc.oneof({ weight: 2, arbitrary: fc.constant<Move[]>([]) }, { weight: 3, arbitrary: finale }),
  })
  .map(({ policy, body, end }) => ({ policy, moves: [...body, ...end] }));
