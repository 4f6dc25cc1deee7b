import { describe, expect, it } from "vitest";
import type { PolicyState } from "../../src/core/policy.ts";
import { ReadError } from "../../src/core/known.ts";
import type { Reads } from "../../src/core/reads.ts";
import type { Turn } from "../../src/core/trigger.ts";
import type { TriageConfig } from "../../src/triage/config.ts";
import { gather } from "../../src/triage/facts.ts";
import { ada, policyOf, rita, says, world, type World } from "./world.ts";

/** Reads that note what was asked. `answers` replaces the ordinary ones. */
function noting(answers: Partial<Record<keyof Reads, unknown>> = {}) {
  const asked: string[] = [];
  const ordinary: Partial<Record<keyof Reads, unknown>> = {
    app: { id: 1, slug: "lamplighter", permissions: {} },
    folder: [],
    file: "body: []",
    repository: { ownerType: "Organization" },
    said: { is: "gone" },
    permission: "read",
    team: "none",
    person: null,
    ...answers,
  };
  const reads = new Proxy({} as Reads, {
    get:
      (_, name: keyof Reads) =>
      (...args: readonly unknown[]) => {
        asked.push([name, ...args.map((one) => (typeof one === "string" ? one : ""))].join(" ").trim());
        const answer = ordinary[name] ?? [];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
  });
  return { reads, asked };
}

const turnOf = (one: World): Turn => ({
  subject: { installation: 1, repository: 2, kind: "issue", name: "7" },
  repo: { installation: 1, id: 2, owner: "octo", name: "app" },
  now: 5,
  triggers: [],
  heard: one.asked,
  misheard: [],
});
const look = async (
  one: World,
  answers?: Partial<Record<keyof Reads, unknown>>,
  policy: PolicyState<TriageConfig> = policyOf(one),
) => {
  const { reads, asked } = noting(answers);
  return { facts: await gather(turnOf(one), policy, reads), asked };
};

describe("what triage reads", () => {
  it("without a command: the issue, its labels and their story, and the forms; nothing about people", async () => {
    const { asked } = await look(world());
    expect(asked.map((one) => one.split(" ")[0]).sort()).toEqual([
      "app",
      "folder",
      "issue",
      "labelEvents",
      "labels",
      "records",
    ]);
  });

  it("of a pull request nothing while nobody asks; then what a command needs, and no forms", async () => {
    const pull = { ...turnOf(world()).subject, kind: "pull" as const };
    const { reads, asked } = noting();
    const quiet = world();
    expect(await gather({ ...turnOf(quiet), subject: pull }, policyOf(quiet), reads)).toMatchObject({
      on: "pull",
      issue: null,
    });
    expect(asked).toEqual([]);
    const said = says(world({ config: { components: [{ name: "api", label: "api" }] } }), ada, "/component api");
    await gather({ ...turnOf(said), subject: pull }, policyOf(said), reads);
    expect(asked.map((one) => one.split(" ")[0])).toContain("labelEvents");
    expect(asked.map((one) => one.split(" ")[0])).not.toContain("folder");
  });

  it("for /undo every way that what it takes back may ask for", async () => {
    const roles = { support: { teams: ["octo/support"] }, leads: { teams: ["octo/leads"] } };
    const config = { commands: { severity: ["leads"], label: ["support"] } };
    const { asked } = await look(says(world({ roles, config }), rita, "/undo"));
    expect(asked.filter((one) => one.startsWith("team")).sort()).toEqual(["team octo/leads", "team octo/support"]);
  });

  it("nothing at all where the section is absent, commands or not", async () => {
    const { asked, facts } = await look(says(world(), ada, "/severity 1"), {}, { is: "absent", commit: "c" });
    expect(asked).toEqual([]);
    expect(facts).toMatchObject({ asked: [], issue: null });
  });

  it("only the comment where the policy is broken", async () => {
    const { asked } = await look(says(world(), ada, "/severity 1"), {}, { is: "broken", commit: "c", problems: [] });
    expect(asked).toEqual(["said"]);
  });

  it("a comment once, however many commands it holds", async () => {
    const { asked } = await look(says(world({ config: { severity: {} } }), ada, "/severity 1\n/explain\n/assign"));
    expect(asked.filter((one) => one === "said")).toHaveLength(1);
  });

  it("of each person only the ways in that some role has, each once", async () => {
    const roles = { a: { teams: ["octo/a"] }, b: { teams: ["octo/a"], users: ["Ada"] } };
    const one = says(
      says(world({ roles, config: { commands: { severity: ["a", "b"] } } }), ada, "/severity 1"),
      ada,
      "/severity 2",
    );
    const { asked } = await look(one);
    expect(asked.filter((each) => /^(permission|team|person)/.test(each))).toEqual(["team octo/a", "person ada"]);
  });

  it("nothing about people for what anyone may ask", async () => {
    const { asked } = await look(says(world(), rita, "/explain"));
    expect(asked.filter((each) => /^(permission|team|person|repository)/.test(each))).toEqual([]);
  });

  it("whom an assignment names", async () => {
    const { facts } = await look(says(world(), ada, "/assign @Rita @rita"), { person: rita });
    expect([...(facts.issue?.accounts.keys() ?? [])]).toEqual(["rita"]);
  });

  it("form files, and neither the chooser's configuration nor old templates", async () => {
    const { asked, facts } = await look(world(), { folder: ["bug.yml", "config.yml", "old.md", "x.yaml"] });
    expect(asked.filter((each) => each.startsWith("file"))).toEqual([
      `file .github/ISSUE_TEMPLATE/bug.yml ${"c".repeat(40)}`,
      `file .github/ISSUE_TEMPLATE/x.yaml ${"c".repeat(40)}`,
    ]);
    expect(facts.issue?.forms).toMatchObject({ known: true, value: [{ file: "bug.yml" }, { file: "x.yaml" }] });
  });

  it("no forms at all where there are too many", async () => {
    const { facts } = await look(world(), { folder: Array.from({ length: 51 }, (_, index) => `${index}.yml`) });
    expect(facts.issue?.forms).toEqual({ known: true, value: [] });
  });
});

describe("a read that fails", () => {
  const error = new ReadError({ failure: "server", what: "it", message: "502" });
  it.each([
    ["issue", "issue"],
    ["app", "us"],
    ["labels", "labels"],
    ["labelEvents", "events"],
    ["records", "records"],
    ["folder", "forms"],
  ] as const)("%s is a fact that nobody can overlook", async (read, fact) => {
    const { facts } = await look(world(), { [read]: error });
    expect(facts.issue?.[fact]).toEqual({ known: false, why: { failure: "server", what: "it", message: "502" } });
  });

  it("of the repository means the stricter reading of `maintain`", async () => {
    const { facts } = await look(says(world(), ada, "/severity 1"), { repository: error });
    expect(facts.issue?.authority.ownerType).toBe("User");
  });

  it("a bug of ours goes on flying", async () => {
    await expect(look(world(), { issue: new TypeError("ours") })).rejects.toThrow("ours");
  });
});
