// Predicates on what a change touches. A renamed file counts under both names (POL-13).
import * as z from "zod";
import { anyGlob } from "../../core/match.ts";
import { parseGlob, parsePathGlob } from "../../core/glob.ts";
import { refusedBy } from "../../core/parsed.ts";
import { given, either, yes, no, type Predicate } from "./predicate.ts";
import { touchedPaths } from "./paths.ts";

export const pathGlobs = z
  .array(z.string().superRefine(refusedBy(parsePathGlob)))
  .min(1)
  .max(200);
export const nameGlobs = z
  .array(z.string().superRefine(refusedBy(parseGlob)))
  .min(1)
  .max(200);

export const paths: Predicate<string[]> = {
  setting: pathGlobs,
  holds: "Some touched path matches one of these globs.",
  example: '["db/**"]',
  asks: ["files"],
  judge: (globs, { files }) =>
    given(files, (all) => {
      const found = touchedPaths(all).find(anyGlob(globs));
      return found === undefined
        ? no({
            code: "not-paths",
            title: `It touches nothing below ${globs.join(", ")}.`,
            cure: "Touch one of these paths.",
          })
        : yes("paths", `It touches ${found}.`);
    }),
};

export const onlyPaths: Predicate<string[]> = {
  setting: pathGlobs,
  holds: "Every touched path matches one of these globs, and there is one.",
  example: '["docs/**", "**/*.md"]',
  asks: ["files"],
  judge: (globs, { files }) =>
    given(files, (all) => {
      const touched = touchedPaths(all);
      const matches = anyGlob(globs);
      const other = touched.find((path) => !matches(path));
      if (other !== undefined) {
        return no({
          code: "not-only-paths",
          title: `It touches ${other}, which is outside of ${globs.join(", ")}.`,
          cure: `Leave ${other} to another pull request.`,
        });
      }
      // Nothing at all is within no bounds: a change of no file matches no template.
      return either(touched.length > 0, {
        code: "only-paths",
        title: touched.length > 0 ? `It touches only ${globs.join(", ")}.` : "It touches nothing.",
        cure: "Push a change.",
      });
    }),
};

export const notPaths: Predicate<string[]> = {
  setting: pathGlobs,
  holds: "No touched path matches any of these globs.",
  example: '["secure/**"]',
  asks: ["files"],
  judge: (globs, { files }) =>
    given(files, (all) => {
      const found = touchedPaths(all).find(anyGlob(globs));
      return found === undefined
        ? yes("not-paths", `It touches nothing below ${globs.join(", ")}.`)
        : no({ code: "touches-paths", title: `It touches ${found}.`, cure: `Leave ${found} to another pull request.` });
    }),
};
