import { describe, expect, it } from "vitest";
import type { LabelEvent } from "../../../src/core/issue.ts";
import type { LedgerRecord } from "../../../src/core/reads.ts";
import type { Json } from "../../../src/core/plan.ts";
import type { Person } from "../../../src/core/refs.ts";
import { LABEL_RECORD, labelRecord, provenanceOf, wasRemovedByPerson } from "../../../src/triage/labels/provenance.ts";
import type { Cause } from "../../../src/triage/labels/provenance.ts";

const ada: Person = { id: 1, login: "ada", type: "User" };
const us: Person = { id: 9, login: "lamplighter[bot]", type: "Bot" };
const other: Person = { id: 8, login: "github-actions[bot]", type: "Bot" };
const event = (did: "+" | "-", by: Person, byApp: string | null = null, label = "crash"): LabelEvent => ({
  action: did === "+" ? "labeled" : "unlabeled",
  label,
  by,
  byApp,
  at: 0,
});
const record = (data: Json): LedgerRecord => ({ sequence: 1, at: 0, kind: LABEL_RECORD, by: null, data });
const rule: Cause = { by: "rule", name: "crash" };
const command: Cause = { by: "command", name: "label", person: 1 };
const deed = (did: "add" | "remove", changes: number, cause: Cause): LedgerRecord =>
  record(labelRecord({ label: "Crash", did, changes, cause }));
const crash = (labels: string[], events: LabelEvent[], records: LedgerRecord[] = []) =>
  provenanceOf({ labels, events, records, us: "lamplighter" }).get("crash");

describe("where a label comes from", () => {
  it("the rule that set it is in the ledger", () => {
    expect(crash(["crash"], [event("+", us)], [deed("add", 0, rule)])).toMatchObject({
      last: "us",
      cause: rule,
      on: true,
    });
  });

  it("what we did at a person's word is that person's", () => {
    expect(crash(["crash"], [event("+", us)], [deed("add", 0, command)])).toMatchObject({ last: "person", person: 1 });
  });

  it("the last change counts: a person who set it again owns it", () => {
    const events = [event("+", us), event("-", us), event("+", ada)];
    expect(crash(["crash"], events, [deed("add", 0, rule), deed("remove", 1, rule)])).toMatchObject({
      last: "person",
      person: 1,
      changes: 3,
      at: 2,
    });
  });

  it("after a lost store the timeline alone decides", () => {
    expect(crash(["crash"], [event("+", us)])).toMatchObject({ last: "us", cause: null });
    expect(crash(["crash"], [event("+", ada)])).toMatchObject({ last: "person" });
  });

  it("any actor but us counts as a person, another App too", () => {
    expect(crash(["crash"], [event("+", other, "github-actions")])?.last).toBe("person");
    expect(crash(["crash"], [event("+", { ...us, login: "lamplighter", type: "User" })])?.last).toBe("person");
    expect(crash(["crash"], [event("+", ada, "lamplighter")])?.last).toBe("us");
  });

  it("a label that no event explains is not ours to take off", () => {
    expect(crash(["Crash"], [])).toMatchObject({ last: "person", on: true, at: -1, changes: 0 });
  });

  it("names are compared as GitHub does, without regard to case", () => {
    expect(crash(["CRASH"], [event("+", us, null, "Crash")], [deed("add", 0, rule)])).toMatchObject({
      last: "us",
      on: true,
    });
  });

  it("our deed is found also when somebody changed the label in between", () => {
    const events = [event("+", ada), event("-", ada), event("+", us)];
    expect(crash(["crash"], events, [deed("add", 0, rule)])).toMatchObject({ cause: rule });
  });

  it("a deed of a later time does not explain an earlier event", () => {
    expect(crash(["crash"], [event("+", us)], [deed("add", 2, rule)])).toMatchObject({ cause: null });
  });

  it.each<Json>([
    null,
    [],
    "x",
    {},
    { label: "crash" },
    { label: "crash", did: "add", changes: 0, cause: { by: "rule" } },
  ])("a record that is not ours to read explains nothing: %j", (data) => {
    expect(crash(["crash"], [event("+", us)], [record(data)])).toMatchObject({ last: "us", cause: null });
  });
});

describe("a label that is off", () => {
  it.each([
    ["stays off when a person took it off", [event("+", us), event("-", ada)], [], true],
    ["stays off when a command took it off", [event("+", us), event("-", us)], [deed("remove", 1, command)], true],
    ["may come back when we took it off", [event("+", us), event("-", us)], [deed("remove", 1, rule)], false],
  ] as [string, LabelEvent[], LedgerRecord[], boolean][])("%s", (_, events, records, expected) => {
    expect(wasRemovedByPerson(crash([], events, records))).toBe(expected);
  });

  it("may be set when it never was on, and is on when it is on", () => {
    expect(wasRemovedByPerson(undefined)).toBe(false);
    expect(wasRemovedByPerson(crash(["crash"], [event("+", ada)]))).toBe(false);
  });
});
