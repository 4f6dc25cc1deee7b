import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeConfig } from "../../src/change/config.ts";
import { parsePolicy } from "../../src/core/policy-file.ts";
import { resolvePolicy } from "../../src/core/policy-resolve.ts";
import { triageConfig } from "../../src/triage/config.ts";
import { POLICY_PATH, starterPolicy, type StarterFacts } from "../../src/welcome/starter.ts";

const facts = (differs: Partial<StarterFacts> = {}): StarterFacts => ({
  owner: "octo",
  name: "app",
  ownerType: "Organization",
  defaultBranch: "main",
  labels: [],
  hasCodeowners: false,
  teams: [],
  ...differs,
});

function read(text: string) {
  const parsed = parsePolicy({ text, file: POLICY_PATH });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const sections = { change: changeConfig, triage: triageConfig };
  const outcome = resolvePolicy({ repository: parsed.file, organisation: undefined, sections });
  if (outcome.is !== "ok") throw new Error(JSON.stringify(outcome.problems));
  return {
    roles: outcome.policy.roles,
    change: changeConfig.parse(parsed.file.data["change"]),
    triage: triageConfig.parse(parsed.file.data["triage"]),
  };
}

const everything = facts({
  labels: ["Kind/Bug", "kind/feature", "sev1", "SEV-2", "status: needs triage", "confirmed", "P1", "support"],
  hasCodeowners: true,
  teams: ["octo/platform", "octo/web-team"],
});

describe("the starter policy", () => {
  it("of a bare repository is valid, and asks a maintainer for each pull request", () => {
    const { roles, change, triage } = read(starterPolicy(facts()));
    expect(roles).toEqual({ maintainers: { permission: "maintain" } });
    expect(change).toMatchObject({
      mode: "enforce",
      branches: ["main"],
      approvals: { asks: "quorum", quorum: { count: 1, from: ["maintainers"] } },
      separation: ["author", "contributors"],
    });
    expect(triage).toMatchObject({
      needs_triage: "needs-triage",
      kinds: { bug: "bug", feature: "enhancement", question: "question" },
      severity: { labels: { 1: "sev/1", 4: "sev/4" } },
      exclusive: [],
    });
  });

  it("takes the repository's own labels, as it spells them", () => {
    expect(read(starterPolicy(everything)).triage).toMatchObject({
      needs_triage: "status: needs triage",
      confirmed: ["confirmed"],
      kinds: { bug: "Kind/Bug", feature: "kind/feature", question: "support" },
      severity: { labels: { 1: "sev1", 2: "SEV-2" } },
      exclusive: [["kind/*"]],
    });
  });

  it("makes roles of CODEOWNERS and its teams", () => {
    const { roles, change } = read(starterPolicy(everything));
    expect(roles).toEqual({
      maintainers: { permission: "maintain" },
      platform: { teams: ["octo/platform"] },
      "web-team": { teams: ["octo/web-team"] },
      owners: { codeowners: true },
    });
    expect(change.approvals).toMatchObject({ asks: "quorum", quorum: { from: ["maintainers", "owners"] } });
  });

  it("tells somebody who works alone what to do", () => {
    expect(starterPolicy(facts({ ownerType: "User" }))).toContain("separation: []");
    expect(starterPolicy(facts())).not.toContain("separation: []");
  });

  it("says of every section what it is for", () => {
    const lines = starterPolicy(everything).split("\n");
    for (const section of ["version:", "roles:", "change:", "triage:"]) {
      const at = lines.findIndex((line) => line.startsWith(section));
      expect(lines[at - 1]).toMatch(/^#/);
    }
  });

  it("is valid when its commented parts are taken in, too", () => {
    const text = starterPolicy(everything).replace(
      /^ {2}# (rules:| {2}- |priority:| {2}(?:impact|urgency|labels):)/gm,
      "  $1",
    );
    expect(read(text).triage.rules).toHaveLength(1);
    expect(read(text).triage.priority?.labels).toEqual({ P1: "P1" });
  });

  it("stays valid, and keeps every name, whatever the repository is called and has", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && text !== "");
    const label = fc.oneof(
      name,
      fc.constantFrom("yes", "null", "1.0", "- x", "a: b", "#1", "{", "bug", "sev:1", "\u202e", '"'),
    );
    const team = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}\/[A-Za-z0-9_.-]{1,30}$/);
    const repository = fc.record({
      owner: name,
      name,
      ownerType: fc.constantFrom("User" as const, "Organization" as const),
      defaultBranch: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.#/-]{0,30}$/),
      labels: fc.array(label, { maxLength: 20 }),
      hasCodeowners: fc.boolean(),
      teams: fc.array(team, { maxLength: 8 }),
    });
    fc.assert(
      fc.property(repository, (one) => {
        const { change, triage } = read(starterPolicy(one));
        expect(change.branches).toEqual([one.defaultBranch]);
        for (const severity of Object.values(triage.severity?.labels ?? {})) {
          expect([...one.labels, "sev/1", "sev/2", "sev/3", "sev/4"]).toContain(severity);
        }
      }),
      { numRuns: 500 },
    );
  });
});
