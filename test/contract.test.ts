// What is printed for people and machines is what the code does: README, JSON schema, documents, container.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { withPredicates, withTables } from "../scripts/readme.ts";
import { schemaText } from "../scripts/schema.ts";
import { COMMANDS } from "../src/commands/all.ts";
import { everyCommand } from "../src/commands/commands.ts";
import { ROOMS } from "../src/capabilities.ts";
import { parseCommands } from "../src/core/command.ts";
import { parsePolicy } from "../src/core/policy-file.ts";
import { resolvePolicy } from "../src/core/policy-resolve.ts";
import { policySchema } from "../src/core/policy-schema.ts";
import { settingsIn } from "../src/core/policy-settings.ts";
import { POLICY } from "../src/demo/policy.ts";
import { readEnvironment, VARIABLES } from "../src/environment.ts";
import { HEARD_EVENTS } from "../src/github/trigger.ts";
import { sectionsOf } from "../src/load-policy.ts";
import { IMPACTS, triageConfig, URGENCIES } from "../src/triage/config.ts";
import { derive } from "../src/triage/labels/priority.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const readme = read("README.md");
const pack = JSON.parse(read("package.json")) as Record<
  "dependencies" | "devDependencies" | "scripts",
  Record<string, string>
>;

interface Locked {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
}

const markdownIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);

function problemsOf(text: string): unknown {
  const parsed = parsePolicy({ text, file: "policy" });
  if (!parsed.ok) return parsed.problems;
  const outcome = resolvePolicy({ repository: parsed.file, organisation: undefined, sections: sectionsOf(ROOMS) });
  return outcome.is === "ok" ? [] : outcome.problems;
}

describe("the README", () => {
  it("has tables that are printed from the code: npm run readme", () => {
    expect(readme === withTables(readme)).toBe(true);
  });

  it("shows a policy that is valid", () => {
    const yaml = /<!-- policy:start -->\n```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    expect(yaml).toContain("change:");
    expect(problemsOf(yaml)).toEqual([]);
  });

  it("names only npm scripts, files and Actions that are there", () => {
    for (const [, name = ""] of readme.matchAll(/npm run ([\w-]+)/g)) expect(pack.scripts).toHaveProperty(name);
    for (const [, path = ""] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(existsSync(join(root, path)), path).toBe(true);
    for (const folder of readdirSync(join(root, "actions"), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    )) {
      expect(readme).toContain(`actions/${folder.name}`);
    }
  });

  it("begins with the two lines that CI runs", () => {
    expect(readme).toContain("npm ci && npm run demo");
    expect(readme).toContain("npm ci && npm test");
    expect(read(".ci/run")).toContain("npm ci && npm test");
  });
});

describe("docs/change.md", () => {
  const page = read("docs/change.md");

  it("has tables that are printed from the code: npm run readme", () => {
    expect(page === withPredicates(page)).toBe(true);
  });

  it.each([...page.matchAll(/<!-- example:start -->\n```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => [yaml]))(
    "shows a policy that is valid: %j",
    (yaml) => {
      expect(yaml).toContain("change:");
      expect(problemsOf(yaml)).toEqual([]);
    },
  );

  it("shows forms of approvals that are valid", () => {
    const one = "{ count: 1, from: [maintainers] }";
    const written = [...page.matchAll(/^\| `(\{.*\})` \|/gm)].map(([, form = ""]) => form);
    expect(written.length).toBeGreaterThan(5);
    const roles = "roles: { maintainers: { permission: maintain }, change-board: { users: [ada] } }";
    for (const form of written.map((text) => text.replaceAll("[...]", `[${one}, ${one}]`).replaceAll("...", one)))
      expect(problemsOf(`${roles}\nchange: { approvals: ${form} }\n`), form).toEqual([]);
  });
});

describe("documents", () => {
  it("link only to what is there", () => {
    const documents = [
      "CONTRIBUTING.md",
      "SECURITY.md",
      ...readdirSync(join(root, "docs"))
        .filter((one) => one.endsWith(".md"))
        .map((one) => `docs/${one}`),
    ];
    for (const path of documents) {
      for (const [, target = ""] of read(path).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        expect(existsSync(join(root, dirname(path), target)), `${path} -> ${target}`).toBe(true);
      }
    }
  });

  const policies = markdownIn("docs").flatMap((path) =>
    [...read(path).matchAll(/```yaml\n(version: 1\n[\s\S]*?)```/g)].map(([, yaml = ""]) => [path, yaml] as const),
  );
  it.each(policies)("%s shows a policy that is valid", (_, yaml) => {
    expect(problemsOf(yaml)).toEqual([]);
  });

  it("docs/triage.md has the priority of each impact and urgency", () => {
    for (const impact of IMPACTS) {
      const row = read("docs/triage.md")
        .match(new RegExp(`^\\| ${impact} \\|(.*)\\|$`, "m"))?.[1]
        ?.split("|");
      const derived = URGENCIES.map((urgency) => {
        const config = {
          impact: { from: [], otherwise: impact },
          urgency: { from: [], otherwise: urgency },
          labels: {},
        };
        const signs = { fields: undefined, hasLabel: () => false, components: [] };
        return derive({ config, signs, said: { impact: undefined, urgency: undefined } })?.priority;
      });
      expect(row?.map((cell) => cell.trim())).toEqual(derived);
    }
  });

  it("docs/triage.md has every key of the section", () => {
    const [, table = ""] = read("docs/triage.md").split("| key | what |");
    const named = [...table.matchAll(/^\| ((?:`[a-z_]+`(?:, )?)+) \|/gm)].flatMap(
      ([, keys = ""]) => keys.match(/[a-z_]+/g) ?? [],
    );
    expect(named.sort()).toEqual(Object.keys(triageConfig.shape).sort());
  });

  it("names commands and options of the command line that there are, and runs no package of the registry", () => {
    const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...markdownIn("docs"), ...markdownIn("actions")];
    const typed = /(?:`|^ {4}|^\$ |^(?=lamplighter ))lamplighter ([a-z][^`\n]*)/gm;
    const found = pages.flatMap((path) => [...read(path).matchAll(typed)].map(([, line = ""]) => line));
    expect(found.length).toBeGreaterThan(15);
    for (const line of found) {
      const command = COMMANDS.find(({ name }) => `${line} `.startsWith(`${name} `));
      expect(command, line).toBeDefined();
      for (const [, option = ""] of line.matchAll(/ --([a-z-]+)/g))
        expect(Object.keys(command?.options ?? {}), line).toContain(option);
    }
    for (const path of pages)
      expect(read(path).replace("`npx lamplighter` would look", "")).not.toContain("npx lamplighter");
  });

  it("docs/dependencies.md has a reason for each runtime dependency, and no other", () => {
    const named = [...read("docs/dependencies.md").matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(named).toEqual(Object.keys(pack.dependencies));
  });

  it("every direct dependency is pinned, and fewer than 40 are there at run time", () => {
    const all = Object.entries({ ...pack.dependencies, ...pack.devDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    expect(Object.keys(pack.dependencies).length).toBeLessThan(40);
  });

  it("TEN-19 nothing that is installed at run time has an install script, and every package is locked by its hash", () => {
    const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, Locked> };
    const installed = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(([, { dev, hasInstallScript }]) => !dev && hasInstallScript).map(([path]) => path)).toEqual(
      [],
    );
    expect(installed.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
    expect(read("package-lock.json")).not.toMatch(/"resolved": "http/);
  });

  it("docs/architecture.md names every folder of src", () => {
    const text = read("docs/architecture.md");
    const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((one) => one.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !text.includes(`src/${name}/`))).toEqual([]);
  });
});

describe("policies", () => {
  it("the JSON schema is printed from the rooms: npm run schema", () => {
    expect(read("schema/lamplighter.schema.json") === schemaText()).toBe(true);
  });

  it.each([
    ["our own", read(".github/lamplighter.yml")],
    ["the demo's", POLICY],
    ["the smallest", "change: {}\n"],
  ])("%s is valid", (_whose, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe("commands in comments", () => {
  it.each(everyCommand().flatMap((spec) => spec.examples.map((example) => [spec.name, example] as const)))(
    "the example of /%s is heard: %s",
    (name, example) => {
      const { commands, problems } = parseCommands({ body: example, specs: everyCommand() });
      expect(problems).toEqual([]);
      expect(commands.map((command) => command.name)).toEqual([name]);
    },
  );

  const needy = ROOMS.flatMap(({ name, section = name, commands }) =>
    commands.flatMap((spec) => (spec.needs === undefined ? [] : [[spec.name, `${section}.${spec.needs}`] as const])),
  );
  const smallest = new Map(ROOMS.flatMap(({ name, config }) => (config ? [[name, config.safeParse({}).data]] : [])));

  it.each(needy)("/%s needs %s, which the section knows and does not set by itself", (_, setting) => {
    const keyed = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
    const schema: unknown = policySchema(sectionsOf(ROOMS));
    const node = setting.split(".").reduce((there, key) => keyed.parse(there).properties[key], schema);
    expect(node).toBeTypeOf("object");
    expect(settingsIn(smallest)).not.toContain(setting);
  });

  it("one name means one thing: where two rooms share it, they share no kind of subject", () => {
    const claims = ROOMS.flatMap(({ commands }) =>
      commands.flatMap(({ name, on }) => on.map((where) => `${name} on ${where}`)),
    );
    expect(claims.filter((claim, index) => claims.indexOf(claim) !== index)).toEqual([]);
  });
});

describe("the command line", () => {
  it("has help, a usage that begins with its name, and options that it parses", () => {
    for (const { name, usage, does } of COMMANDS) {
      expect(usage.startsWith(name), name).toBe(true);
      expect(does, name).toMatch(/\.$/);
    }
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
  });

  it("every variable of the environment is in the table, and every variable of the table is read", () => {
    const asked = new Set<string>();
    readEnvironment(new Proxy({}, { get: (_, name) => void asked.add(String(name)) }));
    expect([...asked].sort()).toEqual(VARIABLES.map(({ name }) => name).sort());
  });
});

it("every event that wakes a room can come: the rooms listen to nothing else", () => {
  const kinds = new Set([
    "clock",
    "reconcile",
    "pull",
    "issue",
    "comment",
    "review",
    "check",
    "status",
    "push",
    "merge-group",
    "installation",
    "repository",
  ]);
  for (const room of ROOMS) expect(room.on.filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(HEARD_EVENTS.length).toBeGreaterThan(10);
});

it("the container copies what the app needs, runs without root, and installs without scripts", () => {
  const docker = read("Dockerfile");
  const copied = [...docker.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, paths = ""]) => paths.split(" "));
  expect(copied).toEqual(expect.arrayContaining(["package.json", "package-lock.json", "bin", "src", "app.yml"]));
  for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
  expect(docker).toMatch(/^USER node$/m);
  expect(docker).toContain("--omit=dev --ignore-scripts");
});

describe("our own workflow", () => {
  const ci = read(".github/workflows/ci.yml");

  it("judges its own report with our own gate, quarantine and coverage", () => {
    expect(ci).toContain("uses: ./actions/test-gate");
    expect(ci).toContain("quarantine: .github/test-quarantine.yml");
    expect(ci).toContain("coverage: coverage/lcov.info");
    expect(existsSync(join(root, ".github/test-quarantine.yml"))).toBe(true);
  });

  it("ACT-07 pins foreign Actions, keeps no token, and puts nothing of others into a shell", () => {
    for (const [, used = ""] of ci.matchAll(/uses: (\S+)/g)) expect(used).toMatch(/^\.\/|@[0-9a-f]{40}$/);
    expect(ci).not.toContain("pull_request_target");
    expect(ci.match(/persist-credentials: false/g)?.length).toBe(ci.match(/actions\/checkout@/g)?.length);
    for (const [, line = ""] of ci.matchAll(/run: (.*)/g)) expect(line).not.toContain("${{");
  });
});
