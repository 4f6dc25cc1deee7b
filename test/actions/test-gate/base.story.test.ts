// The base, the quarantine at the base, changed lines and closed bugs, over real HTTP from a stand-in that answers as
// GitHub does, and that can lie where an attacker could.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { zipped as zip } from "../../zipped.ts";
import { runGate, type Ran } from "./run.ts";

const BASE = "b".repeat(40);
const HEAD = "c".repeat(40);
const OLDER = "d".repeat(40);
/** What GitHub checks out on a pull request: its head merged into what the base is by now. */
const MERGED = "e".repeat(40);
const ONTO = "f".repeat(40);

const suite = (inside: string): string => `<testsuite name="s">${inside}</testsuite>`;
const passes = `<testcase classname="a" name="passes"/>`;
const fails = `<testcase classname="a" name="fails"><failure message="no"/></testcase>`;

function digest(rows: string[], head: Record<string, unknown> = {}): string {
  const first = {
    digest: "lamplighter/test-gate",
    version: 1,
    job: "",
    sha: BASE,
    run: "1",
    tests: rows.length,
    problems: [],
    coverage: null,
    benchmarks: [],
    ...head,
  };
  return [JSON.stringify(first), ...rows, ""].join("\n");
}
const RED = digest([`["P","a > passes",1]`, `["F","a > fails",1,"F"]`]);
const GREEN = digest([`["P","a > passes",1]`, `["P","a > fails",1]`]);

interface World {
  archive?: Buffer;
  run?: Record<string, unknown>;
  artifact?: Record<string, unknown>;
  quarantine?: string;
  diff?: string;
  /** The change in the tree of the merge commit, and that commit's parents. */
  mergedDiff?: string;
  parents?: string[];
  /** The newest runs of the branch are of later commits: there are more of them than one page holds. */
  busy?: boolean;
  issues?: unknown[];
  /** Status for every request of the API, and headers beside it. */
  status?: number;
  headers?: Record<string, string>;
}

interface Seen {
  url: string;
  authorization: string | undefined;
}

let server: Server | undefined;
afterEach(() => server?.close());

const home = { id: 7 };

async function github(world: World): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const archive = world.archive ?? zip("test-gate.ndjson", RED);
  const origin = { id: 11, repository_id: 7, head_repository_id: 7, head_sha: BASE };
  const run = {
    id: 11,
    head_sha: BASE,
    head_branch: "main",
    event: "push",
    status: "completed",
    conclusion: "failure",
    repository: home,
    head_repository: home,
    run_started_at: "2026-01-01T00:00:00Z",
    ...world.run,
  };
  const artifact = { id: 21, name: "test-gate", expired: false, workflow_run: origin, ...world.artifact };
  const routes: [RegExp, () => unknown][] = [
    [/\/compare\/.*per_page=1$/, () => ({ merge_base_commit: { sha: BASE } })],
    [/\/commits\?/, () => [{ sha: BASE }, { sha: OLDER }]],
    [/\/commits\/e{40}/, () => ({ parents: (world.parents ?? [ONTO, HEAD]).map((sha) => ({ sha })) })],
    [/\/runs\?.*head_sha=b{40}/, () => ({ total_count: 1, workflow_runs: [run] })],
    [/\/runs\?.*head_sha=/, () => ({ total_count: 0, workflow_runs: [] })],
    [
      /\/runs\?.*branch=main/,
      () =>
        world.busy === true
          ? { total_count: 500, workflow_runs: [{ ...run, id: 12, head_sha: ONTO }] }
          : { total_count: 1, workflow_runs: [run] },
    ],
    [/\/runs\?.*event=merge_group/, () => ({ workflow_runs: [] })],
    [/\/artifacts\?name=test-gate/, () => ({ artifacts: [artifact] })],
    [
      /\/graphql$/,
      () => ({
        data: {
          repository: {
            pullRequest: {
              closingIssuesReferences: { totalCount: world.issues?.length ?? 0, nodes: world.issues ?? [] },
            },
          },
        },
      }),
    ],
  ];
  server = createServer((request, response) => {
    const url = request.url ?? "";
    seen.push({ url, authorization: request.headers.authorization });
    if (url === "/storage") response.end(archive);
    else if (world.status !== undefined) response.writeHead(world.status, world.headers).end("{}");
    else if (url.includes("/artifacts/21/zip"))
      response.writeHead(302, { location: `http://127.0.0.1:${port()}/storage` }).end();
    else if (url.includes("/contents/"))
      response.writeHead(world.quarantine === undefined ? 404 : 200).end(world.quarantine);
    else if (url.includes(`/compare/${ONTO}...${MERGED}`)) response.end(world.mergedDiff ?? "");
    else if (url.includes("/compare/") && !url.includes("per_page")) response.end(world.diff ?? "");
    else {
      const route = routes.find(([pattern]) => pattern.test(url));
      response.writeHead(route === undefined ? 404 : 200).end(JSON.stringify(route?.[1]() ?? {}));
    }
  });
  const port = (): number => (server?.address() as AddressInfo).port;
  await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${port()}`, seen };
}

async function onPull(
  world: World,
  more: { files?: Record<string, string>; inputs?: Record<string, string> } = {},
): Promise<Ran & { seen: Seen[] }> {
  const { url, seen } = await github(world);
  const ran = await runGate({
    files: { "junit.xml": suite(passes + fails), ...more.files },
    inputs: { reports: "**/junit*.xml", "fail-on": "new-failures", token: "ghs_secret", ...more.inputs },
    env: {
      GITHUB_API_URL: url,
      GITHUB_GRAPHQL_URL: `${url}/graphql`,
      GITHUB_REPOSITORY: "octo/app",
      GITHUB_REPOSITORY_ID: "7",
      GITHUB_RUN_ID: "99",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_SHA: MERGED,
      GITHUB_WORKFLOW_REF: "octo/app/.github/workflows/ci.yml@refs/pull/3/merge",
    },
    event: { pull_request: { number: 3, base: { sha: BASE, ref: "main" }, head: { sha: HEAD, ref: "topic" } } },
  });
  return { ...ran, seen };
}

describe("the base that GitHub keeps", () => {
  it("is the digest of the newest completed run of the merge base, red or green", async () => {
    const ran = await onPull({});
    expect(ran).toMatchObject({ exit: 0, outputs: { "new-failures": "0", failed: "1" } });
    const green = await onPull({ archive: zip("test-gate.ndjson", GREEN) });
    expect(green).toMatchObject({ exit: 1, outputs: { "new-failures": "1", code: "failures" } });
  });

  it("is found where a hundred runs of later commits stand before it, by its commit", async () => {
    expect(await onPull({ busy: true })).toMatchObject({ exit: 0, outputs: { "new-failures": "0" } });
    const { seen, exit } = await onPull({ busy: true, run: { head_sha: HEAD } });
    expect(exit).toBe(1);
    expect(seen.filter(({ url }) => url.includes("head_sha=")).map(({ url }) => url.slice(-40))).toEqual([BASE, OLDER]);
  });

  it.each<[string, World, string]>([
    ["a right", { status: 403 }, "the job needs actions: read"],
    ["requests", { status: 403, headers: { "x-ratelimit-remaining": "0" } }, "rate limit is used up"],
    ["patience", { status: 403, headers: { "retry-after": "60" } }, "rate limit is used up"],
    ["requests, as newer servers say it", { status: 429 }, "rate limit is used up"],
  ])("a token that lacks %s hears so", async (_, world, sentence) => {
    expect((await onPull(world)).summary).toContain(sentence);
  });

  it("the token goes to the API and not to the storage behind it", async () => {
    const { seen } = await onPull({});
    expect(seen.filter((one) => one.authorization === undefined).map((one) => one.url)).toEqual(["/storage"]);
  });

  it.each<[string, World]>([
    ["ACT-08 a run of a fork is no base", { run: { head_repository: { id: 8 } } }],
    ["ACT-08 a run of a pull request is no base", { run: { event: "pull_request" } }],
    ["ACT-08 a run of another branch is no base", { run: { head_branch: "topic" } }],
    ["ACT-08 a run of a commit that is no ancestor is no base", { run: { head_sha: HEAD } }],
    ["a run that has not ended is no base", { run: { status: "in_progress" } }],
    [
      "ACT-08 an artifact that another run made is no base",
      { artifact: { workflow_run: { id: 12, repository_id: 7, head_repository_id: 7, head_sha: BASE } } },
    ],
    [
      "ACT-08 an artifact of a fork is no base",
      { artifact: { workflow_run: { id: 11, repository_id: 7, head_repository_id: 8, head_sha: BASE } } },
    ],
    ["an expired artifact is no base", { artifact: { expired: true } }],
    ["ACT-09 an archive whose file has another name gives nothing", { archive: zip("../../test-gate.ndjson", RED) }],
    [
      "ACT-09 an archive that says less than it holds gives nothing",
      { archive: zip("test-gate.ndjson", RED, { size: 10 }) },
    ],
    [
      "ACT-09 an archive that says it holds gigabytes gives nothing",
      { archive: zip("test-gate.ndjson", RED, { size: 0xf0000000 }) },
    ],
    ["ACT-09 what is no archive gives nothing", { archive: Buffer.from("hello") }],
    ["ACT-08 a digest that is none of ours gives nothing", { archive: zip("test-gate.ndjson", "{}\n") }],
    ["a digest of another leg gives nothing", { archive: zip("test-gate.ndjson", digest([], { job: "windows" })) }],
    ["a token without the right gives nothing", { status: 403 }],
    ["a server that is down gives nothing", { status: 502 }],
  ])("%s, and then every failure counts and the reason is told", async (_, world) => {
    const ran = await onPull(world);
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "failures", "new-failures": "" } });
    expect(ran.summary).toContain("Not compared with a base");
  });
});

describe("the quarantine of a pull request", () => {
  const entry = `tests:\n  - test: a > fails\n    owner: "@ada"\n    issue: "#1"\n    reason: races\n    expires: 2999-01-01\n`;
  const file = ".github/test-quarantine.yml";

  it("is the base's", async () => {
    const ran = await onPull(
      { archive: zip("test-gate.ndjson", GREEN), quarantine: entry },
      { files: { [file]: entry } },
    );
    expect(ran).toMatchObject({ exit: 0, outputs: { failed: "1" } });
  });

  it("an entry that the pull request adds counts after the merge", async () => {
    const ran = await onPull({ archive: zip("test-gate.ndjson", GREEN) }, { files: { [file]: entry } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "failures" } });
    expect(ran.summary).toContain("counts after the merge");
  });

  it("without a token no entry counts, and that is told", async () => {
    const ran = await onPull({}, { files: { [file]: entry }, inputs: { token: "" } });
    expect(ran.exit).toBe(1);
    expect(ran.summary).toContain("No quarantine entry counts");
  });
});

describe("the change itself", () => {
  const diff = `diff --git a/src/a.ts b/src/a.ts\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,1 +1,3 @@\n a\n+b\n+c\n`;
  const lcov = "SF:src/a.ts\nDA:1,1\nDA:2,1\nDA:3,0\nend_of_record\n";

  it("coverage of the changed lines", async () => {
    const inputs = { coverage: "lcov.info", "patch-coverage-min": "60" };
    const ran = await onPull({ diff }, { files: { "lcov.info": lcov }, inputs });
    expect(ran.outputs["code"]).toBe("patch-coverage-min");
    expect(ran.summary).toContain("Cover src/a.ts");
  });

  it("lines are numbered as in what was tested: the head merged into a base that went on", async () => {
    const inputs = { coverage: "lcov.info", "patch-coverage-min": "60" };
    const files = { "lcov.info": lcov, ".git/HEAD": `${MERGED}\n` };
    const mergedDiff = diff.replace("@@ -1,1 +1,3 @@", "@@ -0,0 +1,2 @@").replace(" a\n", "");
    // In the merged tree the change is lines 1 and 2, which are covered; in the head 2 and 3.
    expect(
      await onPull({ diff, mergedDiff }, { files, inputs: { ...inputs, base: "none", "fail-on": "none" } }),
    ).toMatchObject({ exit: 0 });
    const head = { ...files, ".git/HEAD": `${HEAD}\n` };
    expect((await onPull({ diff, mergedDiff }, { files: head, inputs })).outputs["code"]).toBe("patch-coverage-min");
    const odd = await onPull({ diff, mergedDiff, parents: [ONTO, OLDER] }, { files, inputs });
    expect(odd.outputs["code"]).toBe("patch-coverage-min");
  });

  it("coverage of the changed lines in mode merge: of all legs together", async () => {
    const leg = (job: string, runs: string): string => {
      const count = (sign: string): number => Number(new RegExp(`(\\d)${sign}`).exec(runs)?.[1]);
      const head = { job, sha: HEAD, run: "99", tests: 1, files: 1 };
      const coverage = { covered: count("h"), lines: count("h") + count("m") };
      return digest([`["P","a > passes",1]`, `["C","src/a.ts","${runs}"]`], { ...head, coverage });
    };
    const inputs = { mode: "merge", legs: "linux, mac", reports: "*.ndjson", "patch-coverage-min": "100" };
    const files = { "linux.ndjson": leg("linux", "2h1m"), "mac.ndjson": leg("mac", "1h2m") };
    const ran = await onPull({ diff }, { files, inputs });
    expect(ran.outputs["code"]).toBe("patch-coverage-min");
    expect(ran.summary).toContain("Cover src/a.ts:3");
    const whole = { ...files, "mac.ndjson": leg("mac", "2m1h") };
    expect(await onPull({ diff }, { files: whole, inputs })).toMatchObject({ exit: 0, outputs: { coverage: "100" } });
  });

  it("in mode merge a test that failed on the base passes here in a leg", async () => {
    const issues = [{ number: 5, title: "It breaks", labels: { totalCount: 1, nodes: [{ name: "bug" }] } }];
    const leg = digest([`["P","a > passes",1]`], { job: "linux", sha: HEAD, run: "99" });
    const red = passes.replace("/>", `><failure/></testcase>`);
    const files = { "linux.ndjson": leg, "base/r.xml": suite(red) };
    const inputs = {
      mode: "merge",
      legs: "linux",
      reports: "*.ndjson",
      "require-regression-test": "bug",
      "base-results": "base/*.xml",
      base: "none",
    };
    expect((await onPull({ issues, diff }, { files, inputs })).exit).toBe(0);
  });

  it("a bug fix without a test is refused, one with a test is not", async () => {
    const issues = [{ number: 5, title: "It breaks", labels: { totalCount: 1, nodes: [{ name: "bug" }] } }];
    const inputs = { "require-regression-test": "bug" };
    expect((await onPull({ issues, diff }, { inputs })).outputs["code"]).toBe("no-regression-test");
    const tested = diff.replaceAll("src/a.ts", "src/a.test.ts");
    expect((await onPull({ issues, diff: tested }, { inputs })).exit).toBe(0);
  });

  it("with base-results the test must fail on the base and pass here", async () => {
    const issues = [{ number: 5, title: "It breaks", labels: { totalCount: 1, nodes: [{ name: "bug" }] } }];
    const inputs = { "require-regression-test": "bug", "base-results": "base/*.xml", reports: "junit.xml" };
    const red = passes.replace("/>", `><failure/></testcase>`);
    const proven = await onPull({ issues, diff }, { inputs, files: { "base/r.xml": suite(red) } });
    expect(proven.exit).toBe(0);
    const not = await onPull({ issues, diff }, { inputs, files: { "base/r.xml": suite(passes) } });
    expect(not.outputs["code"]).toBe("no-regression-test");
  });

  it("base-results that are not there prove nothing and are told, where there is something to prove", async () => {
    const issues = [{ number: 5, title: "It breaks", labels: { totalCount: 1, nodes: [{ name: "bug" }] } }];
    for (const glob of ["base/*.xml", "base/r.xml"]) {
      const inputs = { "require-regression-test": "bug", "base-results": glob, reports: "junit.xml" };
      const ran = await onPull({ issues, diff }, { inputs });
      expect(ran.outputs["code"]).toBe("proof-unjudged");
      expect(ran.log).toContain(`base-results: ${glob} is no report that could be read.`);
      expect((await onPull({ issues: [], diff }, { inputs })).exit).toBe(0);
    }
  });
});
