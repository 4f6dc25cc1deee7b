// The build step that puts methods beside their classes: the program stays the same program.
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { methodsOutside } from "../../../scripts/bundle/methods.ts";

describe("methods beside their classes", () => {
  it.each<[string, string, unknown]>([
    ["a method", "var A=class{f(x){return x+1}};new A().f(1)", 2],
    ["a method with a private name", "var A=class{#a=1;#f(){return this.#a}g(){return this.#f()}};new A().g()", 1],
    [
      "a private name in the constructor",
      "var A=class{#a;constructor(a){this.#a=a}f(){return this.#a}};new A(3).f()",
      3,
    ],
    ["an async method", "var A=class{async f(){}};typeof new A().f().then", "function"],
    ["a generator", "var A=class{*f(){yield 1;yield 2}};[...new A().f()].length", 2],
    [
      "a getter and a setter",
      "var A=class{#a=1;get a(){return this.#a}set a(x){this.#a=x+1}};var o=new A();o.a=4;o.a",
      5,
    ],
    [
      "fields come before the constructor",
      "var A=class{a=1;b;constructor(x){this.c=this.a+x}f(){}};JSON.stringify(new A(2))",
      '{"a":1,"c":3}',
    ],
    [
      "a field whose value has the name of a parameter",
      "var x=1,A=class{a=x;constructor(x){this.b=x}f(){return this.a+this.b}};new A(5).f()",
      6,
    ],
    ["a field that is an arrow", "var A=class{a=()=>this.b;b=2;f(){}};new A().a()", 2],
    ["a parameter with a value of its own", "var A=class{constructor(x=3,{y}={y:4}){this.z=x+y}f(){}};new A().z", 7],
    ["a getter stays a getter", "var A=class{#a=[1];get size(){return this.#a.length}f(){}};new A().size", 1],
    ["what is static stays so", "var A=class{static f(){return 1}g(){}};A.f()", 1],
    [
      "a method that asks its parent",
      "var A=class{toString(){return super.toString()}f(){}};String(new A)",
      "[object Object]",
    ],
    [
      "a class that extends another",
      "var A=class{f(){return 1}},B=class extends A{f(){return super.f()+1}};new B().f()",
      2,
    ],
    ["a name kept as an own value", "var A=class{name='x';f(){return this.name}};new A().f()", "x"],
    ["an arrow in a method knows its object", "var A=class{#a=2;f(){return [1].map(x=>x+this.#a)[0]}};new A().f()", 3],
    ["a class in a function", "var A=class{f(){return new(class{g(){return 4}})().g()}};new A().f()", 4],
    ["an instance is one of its class", "var A=class{f(){}};new A() instanceof A", true],
    ["a class that knows itself by another name", "var A=class B{f(){return B.n}};A.n=3;new A().f()", 3],
    ["a class without methods", "var A=class{a=1};new A().a", 1],
  ])("%s", (_, code, value) => {
    expect(runInNewContext(code)).toEqual(value);
    expect(runInNewContext(methodsOutside(code))).toEqual(value);
  });

  it.each<[string, string, string]>([
    [
      "nothing of a class",
      "var A=class{#a=1;#b;constructor(x){this.#b=x}async*f(x){}get g(){return 1}}",
      "(function(x){this.$a=1;this.$b=void 0;this.$b=x},{f:async function*(x){}},{g:{get:function(){return 1}}})",
    ],
    ["what is static", "var A=class{static a=1;f(){}}", "(class{static a=1;},{f:function(){}})"],
    [
      "a field whose value would mean something else",
      "var A=class{a=x;constructor(x){}f(){}}",
      "(class{a=x;constructor(x){}},{f:function(){}})",
    ],
  ])("leaves %s", (_, code, expected) => {
    expect(methodsOutside(code)).toContain(expected);
  });

  it.each<[string, string]>([
    ["a private name of a class that extends another", "var A=class extends B{#a=1;f(){return this.#a}}"],
    ["a question for a private name", "var A=class{#a;f(o){return #a in o}}"],
    ["a name with a dollar that is there already", "var A=class{f(){return this.$a}}"],
    ["the name of what joins them", "var withMethods=1"],
  ])("the build stops at %s", (_, code) => {
    expect(() => methodsOutside(code)).toThrow();
  });
});
