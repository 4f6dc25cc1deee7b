import { expect, it } from "vitest";
import { hopeOf, mostHopeful, type Hope } from "../../src/core/hope.ts";
import type { ReadFailureKind, Unknown } from "../../src/core/known.ts";

const of = (failure: ReadFailureKind, what = "it"): Unknown => ({ failure, what, message: "no" });

it.each<[ReadFailureKind, Hope]>([
  ["rate-limited", "passes"],
  ["server", "passes"],
  ["timeout", "passes"],
  ["incomplete", "may pass"],
  ["moved", "may pass"],
  ["malformed", "may pass"],
  ["unauthorised", "may pass"],
  ["forbidden", "needs a person"],
  ["gone", "needs a person"],
  ["refused", "needs a person"],
  ["unknowable", "never"],
])("what is %s: another look %s", (failure, hope) => {
  expect(hopeOf(of(failure))).toBe(hope);
});

it.each<[string, readonly Unknown[], Unknown | undefined]>([
  ["none", [], undefined],
  ["the only one", [of("unknowable")], of("unknowable")],
  ["one that passes before all others", [of("unknowable"), of("gone"), of("moved"), of("server")], of("server")],
  ["one that may pass before one that needs a person", [of("gone"), of("unknowable"), of("moved")], of("moved")],
  ["one that needs a person before one that never passes", [of("unknowable"), of("gone")], of("gone")],
  ["of two that are alike the first", [of("gone"), of("server", "a"), of("timeout", "b")], of("server", "a")],
])("of several reasons the one that another look is most likely to get over is %s", (_, whys, expected) => {
  expect(mostHopeful(whys)).toEqual(expected);
});
