// The demo as a newcomer starts it: one command, two processes, one story.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("the demo keeps every promise and ends with exit code 0", async () => {
  const child = spawn(process.execPath, ["bin/lamplighter.js", "demo"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect(said).not.toContain("NOT SO");
  const [, held, all] = /(\d+) of (\d+) promises were kept/.exec(said) ?? [];
  expect(Number(held)).toBeGreaterThanOrEqual(16);
  expect(held).toBe(all);
  expect(code).toBe(0);
});
