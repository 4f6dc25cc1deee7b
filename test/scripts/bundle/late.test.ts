// The build step that moves what a plain start does not call into a second file: together they are the same program.
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { lateApart, type Apart } from "../../../scripts/bundle/late.ts";
import { methodsOutside } from "../../../scripts/bundle/methods.ts";

/** Longer than what moves must be. */
const LONG = `"${"x".repeat(130)}";`;

/** Runs both files, as Node does; what comes out, and how often the second one was loaded. */
function run({ main, late }: Apart): { value: unknown; loaded: number } {
  let loaded = 0;
  const require = (): unknown => {
    loaded += 1;
    const module = { exports: {} };
    runInNewContext(late, { module });
    return module.exports;
  };
  return { value: runInNewContext(main, { require }), loaded };
}

const NONE = new Set<number>();

describe("what a plain start does not call", () => {
  it.each<[string, string, unknown]>([
    ["a declaration", `function a(x){${LONG}return x+1}a(1)`, 2],
    ["a declaration that is used before it stands", `var x=a(1);function a(x){${LONG}return x+1}x`, 2],
    ["a function as a value", `var a=function(x){${LONG}return x+1};[1].map(x=>a(x))[0]`, 2],
    ["an arrow", `var a=(x,y)=>{${LONG}return x+y};a(1,2)`, 3],
    ["an arrow in parentheses around a value", `var o={b:2},a=x=>({${"k:1,".repeat(40)}...o,x});a(1).b`, 2],
    ["an async function", `async function a(){${LONG}return 1}typeof a().then`, "function"],
    ["a generator", `function*a(){${LONG}yield 1;yield 2}[...a()].length`, 2],
    [
      "functions that call each other",
      `function a(n){${LONG}return n<1?0:b(n-1)}function b(n){${LONG}return a(n)+1}a(3)`,
      3,
    ],
    ["one that uses what stays", `var k=5;var f=x=>x*2;function a(x){${LONG}return f(x)+k}a(1)`, 7],
    ["one that uses a part of a value", `var[k,{l}]=[2,{l:3}];function a(){${LONG}return k+l}a()`, 5],
    [
      "one that takes a property of what stays",
      `var o={k:2,l:()=>1},a=function({k:x}){${LONG}return x+o.l()};a(o)+(({k})=>k)(o)`,
      5,
    ],
    ["one that uses a class", `var K=class extends Error{};function a(){${LONG}return new K("m").message}a()`, "m"],
    ["a value of the outside with the name of its own", `var k=5;function a(k){${LONG}return k}a(1)+k`, 6],
    ["a short way to write a property", `var k=5;function a(){${LONG}return{k}}a().k`, 5],
    ["a method", `var A=class{n=2;f(x){${LONG}return this.n+x}};var o=new A();o.f(1)+o.f(2)`, 7],
    [
      "a method with a private name",
      `var A=class{#n=2;#f(x){${LONG}return this.#n+x}g(){return this.#f(1)}};new A().g()`,
      3,
    ],
    [
      "methods and functions together",
      `var A=class{f(){${LONG}return a()}};function a(){${LONG}return new A().n??9}new A().f()`,
      9,
    ],
  ])("%s", (_, code, value) => {
    const apart = lateApart(methodsOutside(code), NONE);
    expect(runInNewContext(code)).toEqual(value);
    expect(run(apart)).toEqual({ value, loaded: 1 });
    expect(apart.main).not.toContain("xxxx");
  });

  it.each<[string, string]>([
    ["what is called", `function a(){${LONG}return 1}a()`],
    ["what reads a variable that a function changes", `var n=0;var up=()=>{n+=1};var a=()=>{${LONG}return n};up();a()`],
    ["what changes a variable", `var n=0;var a=()=>{${LONG}n+=1};a();n`],
    ["a function in a function", `var a=()=>{var b=()=>{${LONG}return 1};return b()};a()`],
    [
      "what tells of an error, and what that calls",
      `function a(){${LONG}return b()}function b(){${LONG}return 1}var f=()=>{try{throw 0}catch{return a()}};f()`,
    ],
    ["a short one", "var a=()=>1;a()"],
    ["a function with two names", `var[a]=[()=>{${LONG}return 1}];a()`],
    ["what asks for its object", `var a=function(){${LONG}return this.x};var o={x:1,a};o.a()`],
    ["what an arrow in it asks for its object", `function b(){${LONG}return(()=>this.x)()}var o={x:1,b};o.b()`],
    ["what makes objects", `function K(){${LONG}this.x=1}new K().x`],
    ["what tells how it was called", `function K(){${LONG}return{x:new.target===K?1:0}}new K().x`],
    [
      "a method that an heir asks its parent for",
      `var o={n:0},A=withMethods(function(){},{f:function(){${LONG}return o.n}}),B=class extends A{f(){o.n+=1;return super.f()}};` +
        "function withMethods(made,methods){return Object.assign(made.prototype,methods),made}new B().f()",
    ],
  ])("%s stays", (_, code) => {
    const called = new Set([code.indexOf("function a(){"), code.indexOf("()=>{var b")]);
    const apart = lateApart(code, called);
    expect(run(apart)).toEqual({ value: 1, loaded: 0 });
    expect(apart.late).not.toContain("xxxx");
  });

  it("a method that a catch calls stays", () => {
    const code = `var A=class{f(){${LONG}return 1}g(){${LONG}return 2}},o=new A();var x=()=>{try{throw 0}catch{return o.f()}};x()`;
    const apart = lateApart(methodsOutside(code), NONE);
    expect(run(apart)).toEqual({ value: 1, loaded: 0 });
    expect(apart.late).toContain("return 2");
  });

  it("is put where it stood when the first of it is called", () => {
    const code = `function a(){${LONG}return 1}var A=class{f(){${LONG}return 2}};a();`;
    const { main, late } = lateApart(methodsOutside(code), NONE);
    const ends = "[String(a).length>99,String(A.prototype.f).length>99].join()";
    expect(run({ main: `${main}${ends}`, late }).value).toBe("true,true");
  });

  it("says so when the second file is not there", () => {
    const { main } = lateApart(`function a(){${LONG}return 1}a()`, NONE);
    const require = (): never => {
      throw new Error("Cannot find module");
    };
    expect(() => runInNewContext(main, { require }) as unknown).toThrow("Cannot find module");
  });

  it("the build stops at a name that it needs itself", () => {
    expect(() => lateApart("var late=1", NONE)).toThrow();
  });
});
