import { defineConfig } from "vitest/config";
import * as z from "zod";

// Tables alone judge the planted faults: no sockets, no processes, no browser.
// `scripts/mutants.ts` names the test files that belong to the source under judgement.
const only = process.env["MUTANTS_TESTS"];

export default defineConfig({
  test: {
    server: { deps: { inline: ["@actions/workflow-parser", "@actions/expressions"] } },
    include: only === undefined ? ["test/**/*.test.ts"] : z.array(z.string()).parse(JSON.parse(only)),
    // A property that looks at many histories takes its time under coverage.
    testTimeout: 60_000,
    exclude: [
      "test/**/*.story.test.ts",
      "test/architecture.test.ts",
      "test/contract.test.ts",
      "test/git/**",
      "**/node_modules/**",
    ],
  },
});
