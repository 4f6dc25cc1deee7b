// The corpus: comments as they come, and the commands that they hold (spec: commands).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import * as z from "zod";
import { parseCommands } from "../../src/core/command.ts";
import { spec } from "./spec.ts";

export const CORPUS = z
  .array(
    z.strictObject({
      name: z.string(),
      body: z.string().optional(),
      /** Texts with how often they are repeated, for comments too long to write down. */
      pieces: z.array(z.tuple([z.string(), z.int()])).optional(),
      /** `name args because reason`, in order. */
      commands: z.array(z.string()),
      /** `code:meant`, in order. */
      problems: z.array(z.string()),
    }),
  )
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/comments.json"), "utf8")));

const SPECS = [
  spec("approve-change", { cancellable: true }),
  spec("help"),
  spec("hold", { cancellable: true }),
  spec("unhold"),
  spec("label", { cancellable: true }),
  spec("remove-label"),
  spec("severity", { problemWith: (args) => (/^[1-5]$/.test(args) ? undefined : "The severity is 1 to 5.") }),
];

type Case = (typeof CORPUS)[number];

export function expectCommands({ body, pieces, commands, problems }: Case): void {
  const comment = body ?? (pieces ?? []).map(([text, times]) => text.repeat(times)).join("");
  const read = parseCommands({ body: comment, specs: SPECS });
  const shown = read.commands.map(({ name, args, because }) => {
    if (because !== "") return `${name} ${args} because ${because}`;
    return args === "" ? name : `${name} ${args}`;
  });
  expect(shown).toEqual(commands);
  expect(read.problems.map(({ code, meant }) => `${code}:${meant ?? ""}`)).toEqual(problems);
}
