import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findFiles } from "../../../actions/test-gate/files.ts";
import { workspaceWith } from "./run.ts";

const NOBODY = 65_534;

/** For a superuser no folder is closed: for as long as it takes he is nobody. */
function asNobody<T>(look: () => T): T {
  const user = process.geteuid?.() ?? NOBODY;
  if (user === 0) process.seteuid?.(NOBODY);
  try {
    return look();
  } finally {
    if (user === 0) process.seteuid?.(user);
  }
}

it("a folder that may not be opened is told: what it holds is not known", () => {
  const folder = workspaceWith({ "out/junit.xml": "", "closed/junit.xml": "" });
  mkdirSync(join(folder, "closed/deeper"));
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "closed"), 0o000);
  const found = asNobody(() => findFiles(["**/junit*.xml"], folder));
  chmodSync(join(folder, "closed"), 0o700);
  expect(found).toEqual({ paths: ["out/junit.xml"], outside: [], idle: [], missing: [], closed: ["closed"] });
});
