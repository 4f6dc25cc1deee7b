// What workflows left, as the stand-in keeps it: an address of the API, and behind it a storage that wants no credential.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ReadError } from "../../src/core/known.ts";
import { openDownload } from "../../src/github/download.ts";
import { archiveOf, zipped } from "../zipped.ts";
import { startScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const FILE = "test-gate.ndjson";
const AT = "/repos/octo/app";
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
beforeEach(() => scene.requests());
afterAll(() => scene[Symbol.asyncDispose]());

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await scene.stand.as("ada").post(path, body);
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  return answer.body as Record<string, unknown>;
}

async function ran(differs: object = {}): Promise<number> {
  const body = {
    as: "ada",
    workflow: "ci.yml",
    event: "pull_request",
    branch: "fix",
    jobs: [{ name: "test" }],
    ...differs,
  };
  const { id } = await post(`/_pretend${AT}/runs`, body);
  await post(`/_pretend${AT}/runs/${Number(id)}/finish`, { checks: true });
  return Number(id);
}

async function leave(run: number, archive: Buffer, name = "test-gate"): Promise<number> {
  const { id } = await post(`/_pretend${AT}/runs/${run}/artifacts`, { name, archive: archive.toString("base64") });
  return Number(id);
}

const lineOf = (run: number) => scene.reads.artifactLine({ run, artifact: "test-gate", file: FILE });
const failure = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => "none",
    (error: unknown) => (error instanceof ReadError ? error.failure : error),
  );

describe("runs of a head", () => {
  it("tell their event, their file, where the commit is from, and the suite of their jobs' checks", async () => {
    const id = await ran();
    const head = (await scene.reads.branch("fix"))!.sha;
    const [run] = await scene.reads.workflowRuns(head);
    expect(run).toEqual({
      id,
      head,
      from: scene.repo.id,
      event: "pull_request",
      path: ".github/workflows/ci.yml",
      suite: expect.any(Number) as number,
    });
    const [check] = await scene.reads.checkRuns(head);
    expect(check).toMatchObject({ name: "test", app: { slug: "github-actions" }, suite: run?.suite });
    expect(await scene.reads.workflowRuns("0".repeat(40))).toEqual([]);
  });
});

describe("the first line of a file in an artifact", () => {
  it("takes two calls and one fetch without a credential, and then one call that does not count", async () => {
    const run = await ran();
    const artifact = await leave(run, zipped(FILE, "the first\nthe second\n"));
    scene.requests();
    expect(await lineOf(run)).toEqual({ is: "line", text: "the first" });
    expect(scene.requests()).toEqual([
      `GET ${AT}/actions/runs/${run}/artifacts 200`,
      `GET ${AT}/actions/artifacts/${artifact}/zip 302`,
    ]);
    // The storage answers 400 to whoever brings a credential.
    expect(scene.stand.log.requests.at(-1)).toMatchObject({ path: `/_storage/${artifact}`, status: 200 });
    expect(await lineOf(run)).toEqual({ is: "line", text: "the first" });
    expect(scene.requests()).toEqual([`GET ${AT}/actions/runs/${run}/artifacts 304`]);
  });

  it("is the newest artifact's of that name, as long as GitHub has it", async () => {
    const run = await ran();
    expect(await lineOf(run)).toEqual({ is: "none" });
    await leave(run, zipped(FILE, "old\n"));
    await leave(run, zipped(FILE, "other\n"), "test-gate-windows");
    expect(await lineOf(run)).toEqual({ is: "line", text: "old" });
    await leave(run, zipped(FILE, "new\n"));
    expect(await lineOf(run)).toEqual({ is: "line", text: "new" });
    for (const each of scene.stand.world.repositories.get(scene.repo.id)!.runs) {
      for (const artifact of each.artifacts) artifact.expired = true;
    }
    expect(await lineOf(run)).toEqual({ is: "none" });
  });

  it.each([
    ["no archive at all", Buffer.from("hello")],
    ["another file", zipped("verdict.json", "{}\n")],
    ["a path out of it", zipped(`../${FILE}`, "x\n")],
    [
      "two of that name",
      archiveOf([
        [FILE, Buffer.from("a\n")],
        [FILE, Buffer.from("b\n")],
      ]),
    ],
    ["a bomb of 100 MB", zipped(FILE, Buffer.alloc(100_000_000, 10))],
    ["a line without an end", zipped(FILE, Buffer.alloc(300_000, 65))],
    ["9 MiB, packed", Buffer.alloc(9 * 1024 * 1024, 1)],
  ])("ACT-09 of %s is not sound, and says so", async (_, archive) => {
    const run = await ran();
    await leave(run, archive);
    expect(await lineOf(run)).toMatchObject({ is: "unsound" });
  });

  it("is not known when the storage fails or says too much", async () => {
    const run = await ran();
    const artifact = await leave(run, zipped(FILE, "x\n"));
    const fault = (what: object) => post("/_pretend/faults/requests", { path: "/_storage/*", times: 1, do: what });
    await fault({ kind: "status", status: 503 });
    expect(await failure(lineOf(run))).toBe("server");
    await fault({ kind: "status", status: 404 });
    expect(await failure(lineOf(run))).toBe("gone");
    await fault({ kind: "cut" });
    expect(await failure(lineOf(run))).toBe("timeout");
    await fault({ kind: "hang" });
    expect(await failure(lineOf(run))).toBe("timeout");
    const download = openDownload({ apiUrl: scene.stand.url, timeout: 2000 });
    const address = `${scene.stand.url}/_storage/${artifact}`;
    expect(await failure(download({ address, what: "it", limit: 10 }))).toBe("incomplete");
  });
});

it("an artifact that GitHub keeps at a host that is not asked says so, and is not waited for", async () => {
  const run = await ran();
  await leave(run, zipped(FILE, "x\n"));
  const { world } = scene.stand;
  const { url } = world;
  Object.assign(world, { url: "https://storage.example" });
  try {
    const line = await lineOf(run);
    expect(line).toMatchObject({ is: "unsound", why: expect.stringContaining("storage.example") as string });
  } finally {
    Object.assign(world, { url });
  }
});

describe("TEN-07 a file is fetched from GitHub's own hosts alone", () => {
  const cloud = openDownload({ apiUrl: "https://api.github.com", timeout: 10 });
  it.each([
    "https://evil.example/a.zip",
    "https://blob.core.windows.net.evil.example/a",
    "https://evilblob.core.windows.net.example/a",
    "http://productionresultssa1.blob.core.windows.net/a",
    "https://productionresultssa1.blob.core.windows.net:8443/a",
    "https://user:secret@productionresultssa1.blob.core.windows.net/a",
    "https://169.254.169.254/latest/meta-data",
    "https://github.com.evil.example/a",
    "file:///etc/passwd",
    "/relative",
    "",
  ])("not from %j", async (address) => {
    expect(await failure(cloud({ address, what: "it", limit: 10 }))).toBe("refused");
  });

  it("of Enterprise Server's from that server alone", async () => {
    const own = openDownload({ apiUrl: "https://ghe.example/api/v3", timeout: 10 });
    const address = "https://productionresultssa1.blob.core.windows.net/a";
    expect(await failure(own({ address, what: "it", limit: 10 }))).toBe("refused");
    const refused = await own({ address, what: "it", limit: 10 }).catch((error: unknown) => error);
    expect(String(refused)).toContain("productionresultssa1.blob.core.windows.net");
  });
});
