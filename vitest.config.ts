import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Three projects, widest tier first. `npm run check` runs `unit`; `npm test` runs all.
//   unit     pure tables and properties, no sockets, no processes: src-shaped folders of test/
//   stories  doors over real HTTP, both databases, shipped bundles, git, the browser (*.story.test.ts)
// Projects that run side by side must have the same number. Stories wait more than they compute: two even on one core.
const maxWorkers = Math.max(2, availableParallelism());

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          // It imports JSON as only bundlers do.
          server: { deps: { inline: ["@actions/workflow-parser", "@actions/expressions"] } },
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.story.test.ts", "**/node_modules/**"],
          // Says that a test hangs, not that it is slow: a busy machine takes several times as long.
          testTimeout: 60_000,
          // What they import is loaded once a worker, which saves a third of the time: no module of ours may remember a test.
          isolate: false,
          maxWorkers,
        },
      },
      {
        test: {
          name: "stories",
          // It imports its JSON without saying so, which Node refuses and vitest's own loader does not.
          server: { deps: { inline: [/@actions\/workflow-parser/, /@actions\/expressions/] } },
          include: ["test/**/*.story.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers,
          // A story waits for what happens, on a machine that may be busy; it does not measure.
          expect: { poll: { timeout: 30_000 } },
          // Starts PostgreSQL when the first story asks for it, and stops it at the end.
          globalSetup: ["test/store/postgres-server.ts"],
        },
      },
    ],
  },
});
