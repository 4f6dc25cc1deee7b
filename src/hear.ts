// Which commands were given: only people's created comments and submitted reviews, parsed once for all rooms (spec: commands).
import { parseCommands } from "./core/command.ts";
import type { CommandSpec } from "./core/command.ts";
import type { Subject } from "./core/refs.ts";
import type { Said, Trigger, Turn } from "./core/trigger.ts";

/** A comment that was not listened to although it might hold commands, and why: it goes on the record (ID-08). */
export interface Ignored {
  readonly said: Said;
  readonly why: "by-a-bot" | "via-an-app" | "by-nobody";
}

export interface HeardAll {
  readonly heard: Turn["heard"];
  readonly misheard: Turn["misheard"];
  readonly ignored: readonly Ignored[];
}

/**
 * The commands of a turn's triggers, in the order in which they were said. An edited, deleted or hidden comment says
 * nothing; neither does a bot, an App, or a person through an App. Whether a comment still stands as it was created is
 * asked later by the room that acts on it.
 */
export function hear(args: {
  readonly triggers: readonly Trigger[];
  readonly specs: readonly CommandSpec[];
  readonly subject: Subject;
}): HeardAll {
  const where = args.subject.kind === "pull" ? "pull" : "issue";
  const specs = args.specs.filter((spec) => spec.on.includes(where));
  const heard: Turn["heard"][number][] = [];
  const misheard: Turn["misheard"][number][] = [];
  const ignored: Ignored[] = [];
  for (const said of inOrder(args.triggers)) {
    const { commands, problems } = parseCommands({ body: said.body, specs });
    if (commands.length === 0 && problems.length === 0) continue;
    const why = reasonToIgnore(said);
    if (why !== undefined) {
      if (commands.length > 0) ignored.push({ said, why });
      continue;
    }
    heard.push(...commands.map((command) => ({ command, said })));
    misheard.push(...problems.map((problem) => ({ problem, said })));
  }
  return { heard, misheard, ignored };
}

function inOrder(triggers: readonly Trigger[]): Said[] {
  const spoken = new Map<string, Said>();
  for (const trigger of triggers) {
    const isNew =
      (trigger.kind === "comment" && trigger.action === "created") ||
      (trigger.kind === "review" && trigger.action === "submitted");
    // A delivery that came twice is one comment.
    if (isNew) spoken.set(`${trigger.said.channel}:${trigger.said.id}`, trigger.said);
  }
  return [...spoken.values()].sort((a, b) => a.createdAt - b.createdAt || a.id - b.id);
}

function reasonToIgnore(said: Said): Ignored["why"] | undefined {
  if (said.by.type === "Bot" || said.by.login.endsWith("[bot]")) return "by-a-bot";
  if (said.by.type !== "User") return "by-nobody";
  return said.viaApp ? "via-an-app" : undefined;
}
