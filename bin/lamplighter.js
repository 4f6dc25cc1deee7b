#!/usr/bin/env node
// The launcher says in words what an old Node would say with a stack trace.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(
    `lamplighter: Node ${process.versions.node} is too old, 24 or newer is needed. ` +
      "In a clone, `npx lamplighter ...` after `npm ci` brings its own; elsewhere install Node 24.",
  );
  process.exitCode = 69;
} else {
  const { main } = await import("../src/cli.ts");
  process.exitCode = await main(process.argv.slice(2));
}
