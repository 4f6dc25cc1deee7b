// `lamplighter release` as a maintainer types it in a clone, with GitHub behind it: what waits, what would be, doing it, taking it back.
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { appToken } from "../../src/github/runner/app-token.ts";
import { EXIT } from "../../src/commands/command-line.ts";
import { closeStages, openStage } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";
import { APP_KEY } from "../actions/release-stage.ts";
import { unmirror } from "../release/unmirror.ts";
import { lamplighter } from "./cli.ts";

afterEach(closeStages);

/** In the stage's clone, as ada, with her token unless told otherwise. */
function typedIn({ clone, github }: Stage) {
  return (words: readonly string[], differs: Readonly<Record<string, string | undefined>> = {}) =>
    lamplighter(words, {
      cwd: clone.cwd,
      env: {
        ...clone.env,
        GITHUB_TOKEN: "user:ada",
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: "octo/app",
        ...differs,
      },
    });
}
const said = (text: string) => expect.stringContaining(text) as string;

it("status, plan, publish and withdraw: a release from its first commit to its end", async () => {
  const stage = await openStage();
  const { repository, clone, push, github } = stage;
  const typed = typedIn(stage);
  const published = (tag: string) => repository.releases.find((one) => one.tag === tag);

  // v1.2.3 is out; nothing waits.
  expect(await typed(["release", "publish"])).toMatchObject({ exit: EXIT.ok, err: "" });
  expect(await typed(["release", "status"])).toMatchObject({ exit: EXIT.ok, err: "", out: said("v1.2.3") });

  clone.commit("fix: keep the tail (#1)");
  push();
  expect((await typed(["release", "status", "--json"])).json()).toMatchObject({
    lines: [
      { line: "main", previous: "v1.2.3", waiting: [{ type: "fix", subject: said("keep the tail"), level: "patch" }] },
    ],
  });
  const planned = await typed(["release", "plan"]);
  expect(planned).toMatchObject({ exit: EXIT.ok, err: "" });
  expect(planned.out).toMatch(/^v1\.2\.4\n/);
  expect((await typed(["release", "plan", "--json"])).json()).toMatchObject({
    "would-release": true,
    released: false,
    tag: "v1.2.4",
  });
  expect(published("v1.2.4")).toBeUndefined();

  // Without a token nothing can be published, and it is said before anything is tried.
  const tokenless = await typed(["release", "publish", "--json"], { GITHUB_TOKEN: undefined });
  expect(tokenless).toMatchObject({ exit: EXIT.config, err: "" });
  expect(tokenless.json()).toMatchObject({ error: { code: "no-token", mend: said("GITHUB_TOKEN") } });

  expect(await typed(["release", "publish"])).toMatchObject({ exit: EXIT.ok, err: "", out: said("v1.2.4") });
  expect(published("v1.2.4")).toMatchObject({ draft: false });
  clone.git("tag", "v1.2.4");
  // Doing it twice is doing it once.
  expect((await typed(["release", "publish", "--json"])).json()).toMatchObject([{ released: false, code: "nothing" }]);
  expect(repository.releases.filter(({ tag }) => tag === "v1.2.4")).toHaveLength(1);

  // More than was allowed is refused, with the commit that asks for it.
  const sha = clone.commit("feat: ears");
  push();
  const beyond = await typed(["release", "publish", "--only", "patch"]);
  expect(beyond.exit).toBe(EXIT.refused);
  expect(`${beyond.out}${beyond.err}`).toMatch(/minor|feature/);
  expect((await typed(["release", "plan", "--only", "patch", "--json"])).json()).toMatchObject({
    code: "beyond-patch",
    guilty: [{ sha }],
  });

  // Withdrawing needs a reason, marks the release, leaves the tag, and says so once.
  expect(await typed(["release", "withdraw", "v1.2.4", "it", "loses", "data"])).toMatchObject({
    exit: EXIT.usage,
    err: said("See lamplighter release withdraw --help."),
  });
  expect(await typed(["release", "withdraw", "v9.9.9", "because", "of", "it"])).toMatchObject({
    exit: EXIT.refused,
    out: said("There is no published release of v9.9.9."),
  });
  const gone = ["release", "withdraw", "v1.2.4", "because", "it", "loses", "data"];
  expect(await typed(gone)).toMatchObject({ exit: EXIT.ok, err: "", out: "v1.2.4 is withdrawn; its tag stays.\n" });
  expect(published("v1.2.4")?.body).toContain("it loses data");
  expect(repository.issues.size).toBe(1);
  expect((await typed([...gone, "--json"])).json()).toMatchObject({ ok: true, code: "already-withdrawn" });
  expect(repository.issues.size).toBe(1);
  expect(github.inspector.problems).toEqual([]);
});

it.each(["before", "after"] as const)(
  "a withdrawal whose request for the issue is lost %s it was done is completed by the next one",
  async (when) => {
    const stage = await openStage();
    const { repository, github } = stage;
    const typed = typedIn(stage);
    stage.clone.commit("fix: keep the tail");
    stage.push();
    expect(await typed(["release", "publish"])).toMatchObject({ exit: EXIT.ok });
    const gone = ["release", "withdraw", "v1.2.4", "because", "it", "loses", "data"];
    const fault = when === "before" ? ({ kind: "status", status: 502 } as const) : ({ kind: "lost" } as const);
    github.faults.addRequestFault({ method: "POST", path: "/repos/octo/app/issues", do: fault });
    expect(await typed(gone)).toMatchObject({ exit: EXIT.unavailable });
    expect(repository.issues.size).toBe(when === "before" ? 0 : 1);
    expect(await typed(gone)).toMatchObject({ exit: EXIT.ok, out: said("withdrawn") });
    expect(repository.issues.size).toBe(1);
    // Once the issue is settled and closed, saying it again opens no other.
    for (const issue of repository.issues.values()) issue.state = "closed";
    expect((await typed([...gone, "--json"])).json()).toMatchObject({ ok: true, code: "already-withdrawn" });
    expect(repository.issues.size).toBe(1);
  },
);

it("a GitHub that does not answer is exit 69, with what to do", async () => {
  const stage = await openStage();
  stage.clone.commit("fix: x (#1)");
  stage.push();
  const typed = typedIn(stage);
  const silent = await typed(["release", "publish", "--json"], { GITHUB_API_URL: "http://127.0.0.1:9" });
  expect(silent).toMatchObject({ exit: EXIT.unavailable, err: "" });
  expect(silent.json()).toMatchObject({ error: { code: "github-silent", mend: said("Try again") } });
});

it("what no approved pull request brought is not released where the policy asks for the change record", async () => {
  const stage = await openStage();
  const { clone, github, repository, push } = stage;
  const typed = typedIn(stage);
  clone.commit("chore: policy", { ".github/lamplighter.yml": "release: { change_record: { app: 71 } }\n" });
  push();
  const from = clone.git("rev-parse", "HEAD");
  clone.git("tag", "-f", "v1.2.3");
  repository.refs.set("refs/tags/v1.2.3", from);
  clone.git("switch", "-q", "-c", "topic");
  clone.commit("fix: keep the tail");
  push();
  clone.git("switch", "-q", "main");
  const ada = github.as("ada");
  const pull = { title: "fix: keep the tail", head: "topic", base: "main" };
  const { number, head } = (await ada.post("/repos/octo/app/pulls", pull)).body as {
    number: number;
    head: { sha: string };
  };
  expect((await ada.put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" })).status).toBe(200);
  unmirror(repository, join(clone.cwd, ".git"), number);
  clone.git("reset", "-q", "--hard", "main");
  const refused = await typed(["release", "publish"]);
  expect(refused).toMatchObject({ exit: EXIT.refused, out: said(`did not pass on #${number}`) });
  expect(repository.refs.has("refs/tags/v1.2.4")).toBe(false);

  const permissions = { checks: "write" } as const;
  const app = { api: github.url, repository: "octo/app", appId: "71", privateKey: APP_KEY, permissions };
  const check = { name: "lamplighter/change", head_sha: head.sha, status: "completed", conclusion: "success" };
  const made = await github.with(`token ${await appToken(app)}`).post("/repos/octo/app/check-runs", check);
  expect(made.status).toBe(201);
  expect(await typed(["release", "publish"])).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4") });
  const tag = repository.objects.get(repository.refs.get("refs/tags/v1.2.4") ?? "");
  expect(tag).toMatchObject({ message: said(`Lamplighter-Change: #${number} ${head.sha} check `) });
  expect(repository.releases.at(-1)?.body).toContain(`[#${number}](https://github.com/octo/app/pull/${number}/checks)`);
  expect(github.inspector.problems).toEqual([]);
});
