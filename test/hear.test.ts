import { describe, expect, it } from "vitest";
import { hear } from "../src/hear.ts";
import type { CommandSpec } from "../src/core/command.ts";
import type { Subject } from "../src/core/refs.ts";
import type { Said, Trigger } from "../src/core/trigger.ts";

const pull: Subject = { installation: 1, repository: 2, kind: "pull", name: "12" };
const spec = (name: string, on: CommandSpec["on"]): CommandSpec => ({
  name,
  usage: `/${name}`,
  does: "",
  who: "",
  examples: [],
  on,
  cancellable: true,
});
const specs = [spec("approve-change", ["pull"]), spec("label", ["issue"])];

const said = (over: Partial<Said>): Said => ({
  channel: "comment",
  id: 1,
  nodeId: "IC_1",
  on: 12,
  body: "/approve-change",
  by: { id: 5, login: "mia", type: "User" },
  viaApp: false,
  createdAt: 1000,
  commit: null,
  ...over,
});

const created = (over: Partial<Said>): Trigger =>
  ({ kind: "comment", action: "created", subject: pull, said: said(over) }) as Trigger;

const names = (triggers: Trigger[], subject = pull): string[] =>
  hear({ triggers, specs, subject }).heard.map(({ command, said: { id } }) => `${command.name}:${id}`);

describe("hearing commands", () => {
  it("a person's created comment is heard", () => {
    expect(names([created({})])).toEqual(["approve-change:1"]);
  });

  it.each(["edited", "deleted"])("CMD-07 a comment that was %s says nothing", (action) => {
    expect(names([{ ...created({}), action } as Trigger])).toEqual([]);
  });

  it.each(["edited", "dismissed"])("a review that was %s says nothing", (action) => {
    expect(names([{ ...created({}), kind: "review", action } as Trigger])).toEqual([]);
  });

  it("a submitted review is heard", () => {
    const review = { ...created({ channel: "review", id: 9 }), kind: "review", action: "submitted" } as Trigger;
    expect(names([review])).toEqual(["approve-change:9"]);
  });

  it.each<[string, Partial<Said>, string]>([
    ["ID-08 a bot", { by: { id: 9, login: "github-actions[bot]", type: "Bot" } }, "by-a-bot"],
    ["ID-08 an account that only looks like a bot's", { by: { id: 9, login: "other[bot]", type: "User" } }, "by-a-bot"],
    ["a person through an App", { viaApp: true }, "via-an-app"],
    ["an organisation", { by: { id: 9, login: "acme", type: "Organization" } }, "by-nobody"],
  ])("%s is not heard, and that is told", (_who, over, why) => {
    const all = hear({ triggers: [created(over)], specs, subject: pull });
    expect(all.heard).toEqual([]);
    expect(all.ignored.map((one) => one.why)).toEqual([why]);
  });

  it("a bot that merely talks is not worth a record", () => {
    const bot = created({ body: "Thanks!", by: { id: 9, login: "x[bot]", type: "Bot" } });
    expect(hear({ triggers: [bot], specs, subject: pull }).ignored).toEqual([]);
  });

  it("a delivery that came twice is one comment, and comments count in the order in which they were said", () => {
    expect(
      names([created({ id: 7, createdAt: 9000 }), created({ id: 3 }), created({ id: 7, createdAt: 9000 })]),
    ).toEqual(["approve-change:3", "approve-change:7"]);
  });

  it("CMD-18 a command of pull requests is not one on an issue", () => {
    const issue: Subject = { ...pull, kind: "issue" };
    expect(names([created({})], issue)).toEqual([]);
    expect(names([created({ body: "/label bug" })], issue)).toEqual(["label:1"]);
  });
});
