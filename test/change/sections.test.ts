import { describe, expect, it } from "vitest";
import { hasSection } from "../../src/change/rules/sections.ts";

const cases: readonly (readonly [says: string, body: string, there: boolean])[] = [
  ["a heading with words", "## Rollback\nRevert it.", true],
  ["any level, any case, closing signs", "###### rollBACK ##\n\nRevert it.", true],
  ["nothing under it", "## Rollback\n\n## Why\nso", false],
  ["only a template's hint under it", "## Rollback\n<!-- say how\nto go back -->\n", false],
  ["a hint that never ends", "## Rollback\n<!-- say how\nRevert it.", false],
  ["an empty form field", "### Rollback\n\n_No response_\n", false],
  ["in a fence it is no heading", "```\n## Rollback\nRevert it.\n```", false],
  ["in a tilde fence that holds backticks neither", "~~~\n```\n~~~\n## Rollback\nRevert it.", true],
  ["code under it is words", "## Rollback\n```\ngit revert\n```", true],
  ["another heading is not it", "## Rollback plan\nRevert it.", false],
  ["no heading at all", "Rollback: revert it.", false],
  ["four spaces make code", "    ## Rollback\nRevert it.", false],
  ["nothing", "", false],
];

describe("a section of a description", () => {
  it.each(cases)("%s", (_, body, there) => {
    expect(hasSection(body, "Rollback")).toBe(there);
  });
});
