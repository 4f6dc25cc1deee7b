import { describe, expect, test } from "vitest";
import { CORPUS, expectCommands } from "./corpus.ts";

describe("comments and the commands that they hold", () => {
  test("are at least 200", () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(200);
  });

  test.each(CORPUS.filter(({ pieces }) => pieces === undefined))("$name", expectCommands);
});
