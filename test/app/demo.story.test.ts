// The demo as a newcomer starts it: one command, two processes, one story.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("the demo keeps every promise and ends with exit code 0", async () => {
  const child = spawn(process.execPath, ["bin/lamplighter.js", "demo", "--json"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const { held, broken, timeline } = JSON.parse(out) as { held: number; broken: number; timeline: string[] };
  expect({ broken, told: timeline.filter((line) => line.includes("NOT SO")), err }).toEqual({
    broken: 0,
    told: [],
    err: "",
  });
  expect(held).toBeGreaterThanOrEqual(19);
  expect(code).toBe(0);
});
