// The build step that puts functions in parentheses: the program stays the same program.
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { inParentheses } from "../../../scripts/bundle/parentheses.ts";

/** Where each of these begins. */
const places = (code: string, ...beginnings: readonly string[]): ReadonlySet<number> =>
  new Set(beginnings.map((one) => code.indexOf(one)));

describe("functions in parentheses", () => {
  it.each<[string, string, readonly string[], unknown]>([
    ["a declaration counts from the beginning", "var x=a();function a(){return 1}x", ["function a"], 1],
    [
      "declarations know each other",
      "var x=a();function a(){return b()+1}function b(){return 1}x",
      ["function a", "function b"],
      2,
    ],
    ["an async one stays one", "var x=typeof a().then;async function a(){}x", ["async function a"], "function"],
    ["a generator stays one", "var x=[...a()].length;function*a(){yield 1;yield 2}x", ["function*a"], 2],
    ["one keeps its name", "function a(){}a.name", ["function a"], "a"],
    ["arrows in arguments", "[1,2].map(x=>x+1).join()", ["x=>x+1"], "2,3"],
    ["an arrow in an arrow", "var f=x=>y=>x+y;f(1)(2)", ["x=>y", "y=>x+y"], 3],
    [
      "a function inside one that moves",
      "function a(){return [1].map(function(x){return x+1})[0]}a()",
      ["function a", "function(x"],
      2,
    ],
    ["what is not called stays where it is", "function a(){return 1}function b(){return 2}a()+b()", ["function a"], 3],
    ["nothing at all", "1+1", [], 2],
  ])("%s", (_, code, beginnings, value) => {
    const changed = inParentheses(code, places(code, ...beginnings));
    expect(runInNewContext(changed)).toEqual(value);
    expect(changed.split("(").length).toBeGreaterThan(code.split("(").length + beginnings.length - 1);
  });
});
