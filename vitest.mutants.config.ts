import { defineConfig } from "vitest/config";

// Tables alone judge the planted faults: no sockets, no processes, no browser.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [
      "test/**/*.story.test.ts",
      "test/architecture.test.ts",
      "test/contract.test.ts",
      "test/git/**",
      "**/node_modules/**",
    ],
  },
});
