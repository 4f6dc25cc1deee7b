// The files that are shipped of the patch release, and which of them a plan reads.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { bundleAction } from "../../scripts/build-actions.ts";
import { newFolder } from "../folder.ts";
import { cloneOf, newClone } from "../git/clone.ts";
import type { Clone } from "../git/clone.ts";

const clones: Clone[] = [];
afterEach(() => clones.splice(0).forEach((clone) => clone.remove()));

const MAIN = "actions/patch-release/dist/main.cjs";

/** The first file where none of the others is. */
function planWith(main: Buffer, cwd: string, env: Readonly<Record<string, string>> = {}): ReturnType<typeof spawnSync> {
  const folder = newFolder("alone");
  writeFileSync(join(folder, "main.cjs"), main);
  const given = { PATH: process.env["PATH"], GITHUB_WORKSPACE: cwd, RUNNER_TEMP: folder, INPUT_MODE: "plan", ...env };
  return spawnSync(process.execPath, [join(folder, "main.cjs")], { cwd, env: given, encoding: "utf8" });
}

describe("the shipped bundle", () => {
  it("ACT-25 is byte for byte what its source builds, twice", async () => {
    for (const { files } of [await bundleAction("patch-release"), await bundleAction("patch-release")]) {
      for (const [path, bytes] of files) {
        expect(readFileSync(join(import.meta.dirname, "../..", path)).equals(bytes), path).toBe(true);
      }
    }
  });

  it("is at most 600 kB, of which a plan without a policy and a token reads less than 85 kB", async () => {
    const { files } = await bundleAction("patch-release");
    const sizes = [...files.values()].map((bytes) => bytes.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
    const main = files.get(MAIN)!;
    expect(main.length).toBeLessThan(85_000);
    const origin = newClone();
    clones.push(origin);
    origin.commit("feat: one");
    origin.git("tag", "v1.2.3");
    origin.commit("fix: two");
    const clone = cloneOf(origin);
    clones.push(clone);
    const plan = planWith(main, clone.cwd);
    expect(plan.status).toBe(0);
    expect(plan.stdout).toContain("version: 1.2.4");
    // A token asks for what talks to GitHub, which is in another file.
    const asking = { INPUT_TOKEN: "secret", GITHUB_REPOSITORY: "octo/app", GITHUB_API_URL: "http://127.0.0.1:9" };
    const alone = planWith(main, clone.cwd, asking);
    expect(alone.status).toBe(2);
    expect(alone.stdout).toContain("Cannot find module");
  });
});
