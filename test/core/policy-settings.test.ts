import { expect, it } from "vitest";
import { settingsIn } from "../../src/core/policy-settings.ts";

it.each<[string, Record<string, unknown>, readonly string[]]>([
  ["nothing where there is no section", {}, []],
  ["a section that is there, whatever it says", { triage: {} }, ["triage"]],
  ["a section that a room without settings has", { welcome: true }, ["welcome"]],
  ["nothing for a section that is not there", { triage: undefined, change: null }, []],
  ["a value", { change: { mode: "enforce" } }, ["change", "change.mode"]],
  ["a value that is false, or zero", { change: { a: false, b: 0 } }, ["change", "change.a", "change.b"]],
  [
    "a list that holds something, and not what it holds",
    { triage: { rules: [{ name: "a" }] } },
    ["triage", "triage.rules"],
  ],
  ["no empty list", { triage: { components: [] } }, ["triage"]],
  ["no empty map", { triage: { kinds: {} } }, ["triage"]],
  ["a map that holds something", { triage: { kinds: { bug: "bug" } } }, ["triage", "triage.kinds", "triage.kinds.bug"]],
  ["a setting that holds an empty one", { triage: { severity: { labels: {} } } }, ["triage", "triage.severity"]],
  [
    "nothing that is not set",
    { change: { types: { emergency: undefined, standard: null } } },
    ["change", "change.types"],
  ],
  [
    "three names deep, and no deeper",
    { change: { types: { emergency: { declare: ["board"] } } } },
    ["change", "change.types", "change.types.emergency"],
  ],
  ["each section", { change: {}, triage: {} }, ["change", "triage"]],
])("a policy sets %s", (_, sections, expected) => {
  expect(settingsIn(new Map(Object.entries(sections)))).toEqual(expected);
});
