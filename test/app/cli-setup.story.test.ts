// `lamplighter setup` with a browser of our own making: from the address in the terminal to an App that the app can be.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { startSetup } from "../../src/setup/flow.ts";
import { startPretendGitHub } from "../pretend-github/start.ts";
import type { PretendGitHub } from "../pretend-github/start.ts";
import { begin, lamplighter } from "./cli.ts";
import type { Running } from "./cli.ts";

let github: PretendGitHub;
let cwd: string;
let running: Running | undefined;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "lamplighter-setup-"));
  github = await startPretendGitHub({ seed: { users: ["mona"], organizations: { octo: { owners: ["mona"] } } } });
});
afterEach(async () => {
  running?.stop();
  await running?.ended;
  running = undefined;
  await github.stop();
  rmSync(cwd, { recursive: true, force: true });
});

/** Starts it, and answers the address that the terminal shows. */
async function open(...words: readonly string[]) {
  const started = begin(["setup", ...words], { cwd, env: { GITHUB_API_URL: github.url } });
  running = started;
  const [home = ""] = await started.said(/http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/);
  return { started, home: new URL(home) };
}

async function browse(url: URL | string) {
  const answer = await fetch(url, { redirect: "manual" });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

interface Form {
  readonly postTo: URL;
  readonly manifest: {
    readonly redirect_url: string;
    readonly hook_attributes: { readonly url: string; readonly active: boolean };
    readonly default_permissions: Readonly<Record<string, string>>;
    readonly default_events: readonly string[];
  };
}

/** What the page's one button would post. */
function formOf(html: string): Form {
  const unescape = (text: string): string =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  const [, action = ""] = /<form action="([^"]+)" method="post">/.exec(html) ?? [];
  const [, manifest = ""] = /name="manifest" value="([^"]+)"/.exec(html) ?? [];
  return { postTo: new URL(unescape(action)), manifest: JSON.parse(unescape(manifest)) as Form["manifest"] };
}

/** Presses the button as mona, and answers where GitHub sends her. */
async function createOnGitHub({ postTo, manifest }: Form): Promise<URL> {
  const { body } = await github.as("mona").post("/_pretend/manifests", { as: "octo", manifest });
  const back = new URL(manifest.redirect_url);
  back.searchParams.set("code", (body as { code: string }).code);
  back.searchParams.set("state", postTo.searchParams.get("state") ?? "");
  return back;
}

describe("lamplighter setup", () => {
  it("registers the App and writes what `start` needs, for its owner alone", async () => {
    const { started, home } = await open("--org", "octo", "--url", "https://lamp.example.com/", "--without", "members");
    const page = await browse(home);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("cache-control")).toBe("no-store");
    const form = formOf(page.text);
    expect(form.postTo.href).toMatch(/^https:\/\/github\.com\/organizations\/octo\/settings\/apps\/new\?state=/);
    expect(form.manifest).toMatchObject({
      hook_attributes: { url: "https://lamp.example.com/api/github/webhooks", active: true },
      redirect_url: `${home.origin}/registered`,
    });
    expect(form.manifest.default_permissions).not.toHaveProperty("members");
    expect(form.manifest.default_events).not.toContain("membership");
    const done = await browse(await createOnGitHub(form));
    expect(done).toMatchObject({ status: 200, text: expect.stringContaining("Install it on a repository") as string });

    const { exit, out, err } = await started.ended;
    expect({ exit, err }).toEqual({ exit: EXIT.ok, err: "" });
    expect(out).toContain("Webhooks will come to https://lamp.example.com/api/github/webhooks");
    expect(out).not.toContain("PRIVATE KEY");
    const file = join(cwd, ".env");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const written = parseEnv(readFileSync(file, "utf8"));
    // Docker's --env-file takes what stands behind the first "=" as it is: the same, since nothing is quoted.
    const values = readFileSync(file, "utf8").matchAll(/^([A-Z_]+)=(.*)$/gm);
    expect(Object.fromEntries([...values].map(([, name = "", value]) => [name, value]))).toEqual({ ...written });
    const app = [...github.world.apps.values()].find(({ id }) => String(id) === written["APP_ID"])!;
    expect(written["WEBHOOK_SECRET"]).toBe(app.webhook.secret);
    // Another GitHub than github.com is written down too, or `start` would go to the wrong one.
    expect(written["GITHUB_API_URL"]).toBe(github.url);

    // And with exactly that, the app starts and is the App.
    const begun = begin(["start"], { cwd, env: { ...written, PORT: "0", HOST: "127.0.0.1" } });
    running = begun;
    await begun.said(/"what":"listening"/);
    begun.stop();
    expect(await begun.ended).toMatchObject({
      exit: EXIT.ok,
      out: expect.stringContaining(`"reason":"${app.slug} (${app.id})"`) as string,
    });

    const again = await lamplighter(["setup"], { cwd });
    expect(again).toMatchObject({ exit: EXIT.usage, out: "" });
    expect(again.err).toContain(".env exists, and is not overwritten");
  });

  it("without a public address the hook is off, and a relay is named", async () => {
    const { started, home } = await open("--json");
    const form = formOf((await browse(home)).text);
    expect(form.manifest.hook_attributes.active).toBe(false);
    expect(form.postTo.href).toMatch(/^https:\/\/github\.com\/settings\/apps\/new\?state=/);
    await browse(await createOnGitHub(form));
    const { exit, lines } = await started.ended;
    expect(exit).toBe(EXIT.ok);
    expect(lines()).toEqual([
      { open: home.href },
      { app: expect.objectContaining({ id: expect.any(Number) as number }) as unknown, file: join(cwd, ".env") },
    ]);
    const help = await lamplighter(["setup", "--help"], { cwd });
    expect(help.out).toContain("a relay that forwards webhooks to this machine");
  });

  it("a stranger on this machine gets nowhere: wrong token, wrong state, another host's name, a write", async () => {
    const { home } = await open();
    const form = formOf((await browse(home)).text);
    const back = await createOnGitHub(form);

    const guessed = new URL(home);
    guessed.searchParams.set("token", "x".repeat(32));
    for (const url of [guessed, new URL("/", home), new URL("/registered", home), new URL("/.env", home)]) {
      const { status, text } = await browse(url);
      expect(status).toBeGreaterThanOrEqual(403);
      expect(text).not.toContain("manifest");
    }
    const forged = new URL(back);
    forged.searchParams.set("state", "x".repeat(32));
    expect((await browse(forged)).status).toBe(403);
    // A name that was made to point at loopback: the browser sends that name.
    const rebound = await new Promise<number | undefined>((resolve, reject) => {
      const { port, pathname, search } = home;
      const headers = { host: `evil.example:${port}` };
      const asked = request({ host: "127.0.0.1", port, path: pathname + search, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on("error", reject).end();
    });
    expect(rebound).toBe(404);
    expect((await fetch(home, { method: "POST" })).status).toBe(404);

    // None of that used it up.
    expect((await browse(back)).status).toBe(200);
  });

  it("a code that GitHub does not know ends it with a reason, and writes nothing", async () => {
    const { started, home } = await open();
    const form = formOf((await browse(home)).text);
    const back = await createOnGitHub(form);
    await github.with(null).post(`/app-manifests/${back.searchParams.get("code") ?? ""}/conversions`);
    expect((await browse(back)).status).toBe(502);
    const { exit, err } = await started.ended;
    expect(exit).toBe(EXIT.unavailable);
    expect(err).toMatch(
      /GitHub answered 404\.\nThe code that GitHub gives is good for one hour and one use: run setup again\./,
    );
    expect(() => statSync(join(cwd, ".env"))).toThrow("ENOENT");
  });

  it("GitHub's answer is taken once, also when it comes twice at once", async () => {
    const saved: number[] = [];
    const server = await startSetup({
      manifest: {
        name: "Lamplighter",
        url: "https://lamp.example.com",
        description: "",
        public: false,
        hook_attributes: { url: "https://lamp.example.com/", active: true },
        default_permissions: {},
        default_events: [],
      },
      apiUrl: github.url,
      registerAt: "https://github.com/settings/apps/new",
      hook: "",
      port: 0,
      save: ({ id }) => {
        saved.push(id);
        return ".env";
      },
    });
    try {
      const back = await createOnGitHub(formOf((await browse(server.url)).text));
      const both = await Promise.all([browse(back), browse(back)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect((await browse(back)).status).toBe(409);
      expect(saved).toEqual([(await server.registered).id]);
    } finally {
      await server.stop();
    }
  });
});
