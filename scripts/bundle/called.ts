// What a run of a bundle's first file on a sample calls, found by running it.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Sample } from "./samples.ts";

/** The shape of V8's coverage as far as it is used: where each function begins, and whether it was called. */
const Coverage = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(z.object({ ranges: z.array(z.object({ startOffset: z.number(), count: z.number() })) })),
    }),
  ),
});

/** Runs the file as the runner would, on a sample; where the functions begin that it calls. */
export function calledIn(code: string, sample: Sample): ReadonlySet<number> {
  const home = mkdtempSync(join(tmpdir(), "lamplighter-start-"));
  try {
    const [main, workspace, coverage] = [join(home, "main.cjs"), join(home, "workspace"), join(home, "coverage")];
    mkdirSync(workspace);
    writeFileSync(main, code);
    const { runs = [[]], inputs = {} } = sample(workspace);
    const env = {
      ...inputs,
      PATH: process.env["PATH"],
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: join(home, "temp"),
      GITHUB_STEP_SUMMARY: join(home, "summary"),
      GITHUB_OUTPUT: join(home, "output"),
      NODE_V8_COVERAGE: coverage,
    };
    const run = { cwd: workspace, env, encoding: "utf8" } as const;
    for (const words of runs) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], run);
      if (status !== 0) throw new Error(`the first file alone is not green:\n${stdout}${stderr}`);
    }
    // A file for each run.
    return new Set(readdirSync(coverage).flatMap((written) => startsIn(readFileSync(join(coverage, written), "utf8"))));
  } finally {
    rmSync(home, { recursive: true });
  }
}

function startsIn(coverage: string): readonly number[] {
  const { result } = Coverage.parse(JSON.parse(coverage));
  const functions = result.find(({ url }) => url.endsWith("/main.cjs"))?.functions ?? [];
  const starts = functions.map(({ ranges }) => ranges[0]).filter((whole) => (whole?.count ?? 0) > 0);
  return starts.map((whole) => whole?.startOffset ?? -1);
}
