// Predicates on where a change comes from and goes to.
import * as z from "zod";
import { anyGlob } from "../../core/match.ts";
import { nameGlobs } from "./by-path.ts";
import { either, type Predicate } from "./predicate.ts";

export const targets: Predicate<string[]> = {
  setting: nameGlobs,
  holds: "The branch by whose rules it is judged matches one of these globs.",
  example: '["release/*"]',
  asks: [],
  judge: (globs, { branch }) =>
    either(anyGlob(globs)(branch), {
      code: "targets",
      title: `It goes to ${branch}.`,
      cure: `Retarget it to ${globs.join(" or ")}.`,
    }),
};

export const from: Predicate<string[]> = {
  setting: nameGlobs,
  holds: "The branch that it comes from matches one of these globs. Of a fork the fork's owner names it.",
  example: '["renovate/*"]',
  asks: [],
  judge: (globs, { pull }) =>
    either(anyGlob(globs)(pull.head.ref), {
      code: "from",
      title: `It comes from the branch ${pull.head.ref}.`,
      cure: `Open it from a branch named like ${globs.join(" or ")}.`,
    }),
};

export const fork: Predicate<boolean> = {
  setting: z.boolean(),
  holds: "true: it comes from a fork; false: it does not.",
  example: "true",
  asks: [],
  judge: (asked, { pull }) =>
    either(pull.fork === asked, {
      code: "fork",
      title: pull.fork ? "It comes from a fork." : "It comes from a branch of this repository.",
      cure: asked ? "Open it from a fork." : "Open it from a branch of this repository.",
    }),
};
