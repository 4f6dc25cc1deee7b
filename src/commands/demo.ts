// `lamplighter demo`: the main job, played on a pretend GitHub over real HTTP.
import { existsSync } from "node:fs";
import { play } from "../demo/story.ts";
import { openStage, REPOSITORY } from "../demo/stage.ts";
import type { OpenStage } from "../demo/stage.ts";
import { openTimeline } from "../demo/timeline.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";

export const demo: CliCommand = {
  name: "demo",
  usage: "demo [--serve]",
  does: "Plays the main job on a pretend GitHub: triage, a change that is held, approved, voided, and a killed app.",
  teaches:
    "It needs a clone, because the pretend GitHub is part of the tests. Exit code 0 means that every promise was kept.",
  options: { serve: { type: "boolean", does: "leave both running afterwards, to play by hand" } },
  examples: ["npm run demo", "npm run demo -- --serve"],
  positionals: [0, 0],
  async run({ flags }, io) {
    if (!existsSync(new URL("../../test/pretend-github/main.ts", import.meta.url))) {
      const message = "The demo needs the pretend GitHub, which is not part of the installed package.";
      throw new CommandRefused({
        code: "no-clone",
        exit: EXIT.usage,
        message,
        mend: "Clone the repository and run it there.",
      });
    }
    const isJson = flags.has("json");
    const lines: string[] = [];
    const timeline = isJson
      ? openTimeline((line) => void lines.push(line), false)
      : openTimeline(io.out, process.stdout.isTTY && io.env["NO_COLOR"] === undefined);
    const stage = await openStage(timeline);
    try {
      await play(stage);
      const { held, broken } = timeline.counts;
      const { api: github, appUrl: app } = stage;
      io.out(
        isJson
          ? JSON.stringify({ held, broken, github, app, timeline: lines })
          : `\n${held} of ${held + broken} promises were kept.`,
      );
      if (broken > 0) io.err(`\nWhat the processes printed last:\n${stage.tails()}`);
      if (flags.has("serve")) await serve(stage, isJson ? () => undefined : io.out);
      return broken === 0 ? EXIT.ok : EXIT.refused;
    } catch (error) {
      io.err(`\nWhat the processes printed last:\n${stage.tails()}`);
      throw error;
    } finally {
      await stage.close();
    }
  },
};

/** Waits until the person stops it. */
async function serve(stage: OpenStage, out: (text: string) => void): Promise<void> {
  const api = stage.api;
  const as = (login: string): string => `curl -s -H 'Authorization: token user:${login}'`;
  out(`
Both are running. GitHub's stand-in: ${api}   the app: ${stage.appUrl}

Open an issue as nina, an outsider:
  ${as("nina")} ${api}/repos/${REPOSITORY}/issues -d '{"title":"panic: at startup","body":"core dumped"}'
See its labels:
  ${as("nina")} ${api}/repos/${REPOSITORY}/issues/6/labels
Ask what works there, as mia, who maintains it:
  ${as("mia")} ${api}/repos/${REPOSITORY}/issues/6/comments -d '{"body":"/help"}'
  ${as("mia")} ${api}/repos/${REPOSITORY}/issues/6/comments
The app's health, and its ledger:
  curl -s ${stage.appUrl}/readyz
  DATABASE_URL=${stage.databaseUrl} npx . ledger list

Ctrl-C stops both.`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
