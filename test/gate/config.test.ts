// What the inputs say in numbers.
import { describe, expect, it } from "vitest";
import { configOf, INPUTS, type InputName } from "../../src/gate/config.ts";

const read = (name: InputName, value: string): ReturnType<typeof configOf> =>
  configOf((one) => (one === name ? value : INPUTS[one].default));

describe("a share in percent", () => {
  it.each<[string, number]>([
    ["80", 80],
    ["80%", 80],
    ["80 %", 80],
    ["79.5", 79.5],
    ["0", 0],
    ["100%", 100],
    ["007", 7],
  ])("%s is %d", (given, value) => {
    const { config, problems } = read("coverage-min", given);
    expect({ value: config.coverageMin, problems }).toEqual({ value, problems: [] });
  });

  it.each([
    "%",
    " %",
    ".5",
    "5.",
    "1.2.3",
    ".",
    "-1",
    "1e2",
    "0x10",
    "101",
    "80%%",
    "eighty",
    "8 0",
    "\u0664\u0662",
    "NaN",
  ])("%s is a mistake that is told", (given) => {
    const { config, problems } = read("coverage-min", given);
    expect(config.coverageMin).toBeNull();
    expect(problems).toEqual([
      {
        input: "coverage-min",
        message: `The input coverage-min is "${given}".`,
        expected: "It must be a number of percent, 0 to 100.",
      },
    ]);
  });
});
