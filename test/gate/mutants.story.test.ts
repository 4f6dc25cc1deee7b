import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

interface Told {
  samples: number;
  count: number;
  green: unknown[];
  crashes: unknown[];
  grownMiB: number;
}

it("two thousand mutants of failing reports crash nothing, stay within 64 MB, and are never green", () => {
  const script = join(import.meta.dirname, "mutants.ts");
  const told = JSON.parse(
    execFileSync(process.execPath, ["--expose-gc", script, "2000"], { encoding: "utf8" }),
  ) as Told;
  expect(told).toMatchObject({ count: 2000, green: [], crashes: [] });
  expect(told.samples).toBeGreaterThan(40);
  expect(told.grownMiB).toBeLessThan(64);
});
