#!/usr/bin/env node
// The launcher: says in words what an old Node would say with a stack trace, and runs the sources also where Node strips
// no types from them: in a folder `node_modules`, after an install from the repository.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(
    `lamplighter: Node ${process.versions.node} is too old, \`node bin/lamplighter.js\` needs 24 or newer.\n` +
      "In a clone, after `npm ci`, `npx . COMMAND` and the scripts of npm run it on the Node 24 that comes with it; " +
      "elsewhere install Node 24.",
  );
  process.exitCode = 69;
} else {
  await keepCompiled();
  if (import.meta.url.includes("/node_modules/")) await stripOwnTypes();
  const { main } = await import("../src/cli.ts");
  process.exitCode = await main(process.argv.slice(2));
}

async function stripOwnTypes() {
  const { registerHooks, stripTypeScriptTypes } = await import("node:module");
  const { readFileSync } = await import("node:fs");
  const own = new URL("../src/", import.meta.url).href;
  // Node warns once, at the first use, that this function is an experiment: nothing that a person could act on.
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  stripTypeScriptTypes("");
  process.emitWarning = emitWarning;
  registerHooks({
    load: (url, context, next) =>
      url.startsWith(own) && url.endsWith(".ts")
        ? { format: "module", shortCircuit: true, source: stripTypeScriptTypes(readFileSync(new URL(url), "utf8")) }
        : next(url, context),
  });
}

/**
 * Keeps what V8 made of the sources in the caches of whoever runs it: the next start takes a third of the CPU. Not on
 * runners: there a job could leave code for the next one.
 */
async function keepCompiled() {
  const { CI, HOME, LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.cache`);
  if (CI || !caches) return;
  const { enableCompileCache } = await import("node:module");
  // It says whether it could, and does not throw: without it everything is the same, and slower.
  enableCompileCache(`${caches}/lamplighter`);
}
