import { describe, expect, it } from "vitest";
import { inLeg, outOfLeg } from "../../src/gate/leg-name.ts";
import { idOf } from "../../src/gate/tests.ts";

describe("the name of a test in its leg", () => {
  it.each([
    ["a > b", "linux"],
    ["a [x]", "linux"],
    ["a", "linux [24]"],
    ["a", "node ] 24"],
    ["", "linux"],
  ])("%s of the leg %s is taken apart as it was put together", (name, leg) => {
    expect(outOfLeg(inLeg(name, leg), ["mac", leg])).toEqual({ name, leg });
  });

  it("a name that is too long keeps its leg", () => {
    const id = inLeg("x".repeat(1000), "linux");
    expect(id).toHaveLength(1000);
    expect(id.endsWith("… [linux]")).toBe(true);
    expect(idOf({ suite: "", name: id })).toBe(id);
  });

  it("what ends in no leg's name is in none", () => {
    expect(outOfLeg("renders [dark]", ["linux"])).toEqual({ name: "renders [dark]", leg: "" });
  });
});
