// `lamplighter start`: the app, until it is told to stop.
import { ReadError } from "../core/known.ts";
import { printProblems, readEnvironment } from "../environment.ts";
import { openLog } from "../log.ts";
import { StoreRefusal } from "../store/refusal.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";

export const start: CliCommand = {
  name: "start",
  usage: "start",
  does: "Runs the app: webhooks, worker, health and metrics.",
  teaches:
    "It reads its settings from the environment (see the README) and refuses to start without the App's id, its private key " +
    "and a webhook secret: `lamplighter setup` makes them. SIGTERM and SIGINT end it after what runs is done.",
  options: {},
  examples: ["node --env-file=.env bin/lamplighter.js start"],
  positionals: [0, 0],
  async run(_args, io) {
    const read = readEnvironment(io.env);
    if ("problems" in read) {
      const mend = "No App yet? `npm run setup` creates one in your browser and writes these values to .env.";
      const message = printProblems(read.problems);
      throw new CommandRefused({ code: "environment", exit: EXIT.config, message, mend });
    }
    const log = openLog(read.environment.logLevel);
    // Heard from here on: whoever stops it while it starts means the same.
    const told = new Promise<void>((resolve) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    });
    const { startApp } = await import("../app.ts");
    const app = await startApp(read.environment, log).catch(refuse);
    await told;
    log("info", "stopping");
    await app.stop();
    return EXIT.ok;
  },
};

function refuse(error: unknown): never {
  if (error instanceof StoreRefusal) {
    throw new CommandRefused({
      code: error.code,
      exit: EXIT.config,
      message: error.message,
      mend: error.mend,
      cause: error,
    });
  }
  if (error instanceof ReadError) {
    const mend = "Check that APP_ID and PRIVATE_KEY belong to the same App, and GITHUB_API_URL to its GitHub.";
    const message = `GitHub refused the App's key: ${error.message}`;
    throw new CommandRefused({ code: "unauthorised", exit: EXIT.config, message, mend, cause: error });
  }
  if (error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES")) {
    const message = error.code === "EACCES" ? "This port may not be used without more rights." : "The port is in use.";
    throw new CommandRefused({
      code: "port",
      exit: EXIT.config,
      message,
      mend: "Set PORT to another one.",
      cause: error,
    });
  }
  throw error;
}
