// The mirror itself: a push may come while it looks.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { commitAt } from "../pretend-github/git/objects.ts";
import { closeStages, stage } from "./backport-stage.ts";
import { mirror } from "./mirror.ts";

const path = process.env["PATH"];
afterEach(async () => {
  process.env["PATH"] = path;
  await closeStages();
});

it("a push between its two looks leaves no branch whose commit is unknown", async () => {
  const { bare, clone, repository } = await stage();
  const sha = clone.commit("fix: late");
  // A git that lets the push arrive right after the first question, whichever that is.
  const bin = join(bare, "../late");
  mkdirSync(bin);
  const real = execFileSync("which", ["git"], { encoding: "utf8" }).trim();
  const push = `[ -e '${bin}/done' ] || { touch '${bin}/done'; '${real}' -C '${clone.cwd}' push -q origin HEAD:late 2>/dev/null; }`;
  writeFileSync(join(bin, "git"), `#!/bin/sh\n'${real}' "$@"; code=$?\n${push}\nexit $code\n`);
  chmodSync(join(bin, "git"), 0o755);
  process.env["PATH"] = `${bin}:${path ?? ""}`;
  mirror(bare, repository);
  for (const [ref, to] of repository.refs)
    if (ref.startsWith("refs/heads/")) expect(() => commitAt(repository.objects, to), ref).not.toThrow();
  mirror(bare, repository);
  expect(repository.refs.get("refs/heads/late")).toBe(sha);
});
