import { describe, expect, it } from "vitest";
import { assignedLater } from "../../../scripts/bundle/assigned.ts";

describe("what the first file of a bundle exports stays as it is at the end of that file", () => {
  it.each<[string, string, string[]]>([
    ["a counter that a function moves", "var a=0;function f(){a+=1}", ["a"]],
    ["a step", "var a=0,b=0,f=()=>{a++;--b}", ["a", "b"]],
    ["what is made when it is first asked for", "var a;function f(){return a??=g()}", ["a"]],
    ["parts of a value", "var a,b;function f(o){[a,{b}]=o}", ["a", "b"]],
    ["the variable of a loop", "var a;function f(o){for(a of o);}", ["a"]],
    ["what is assigned before the end", "var a;a=1;var b=()=>a", []],
    ["another variable of the same name", "var a=1;function f(a){a=2;return a}", []],
    ["what lies in a value", "var a={};function f(){a.b=1;a[c]=2}", []],
    ["a name that is not exported", "var z=0;function f(){z=1}", []],
  ])("%s", (_, code, found) => {
    expect(assignedLater(code, new Set(["a", "b"]))).toEqual(found);
  });
});
