// Comments too long to write down: slow, so beside the others, which judge planted faults.
import { describe, expect, test } from "vitest";
import { CORPUS, expectCommands } from "./corpus.ts";

const long = CORPUS.filter(({ pieces }) => pieces !== undefined);

describe("long comments and the commands that they hold", () => {
  test("are at least ten", () => {
    expect(long.length).toBeGreaterThanOrEqual(10);
  });

  test.each(long)("$name", expectCommands);
});
