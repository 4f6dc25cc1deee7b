// "Released in" on threads: each once, throttled, with an end.
import { describe, expect, it } from "vitest";
import { HostError } from "../../src/core/release-host.ts";
import type { HostedThread } from "../../src/core/release-host.ts";
import { tellReleased } from "../../src/release/publish/released-in.ts";
import type { Told } from "../../src/release/publish/released-in.ts";
import { parsed } from "./world.ts";

interface Talk {
  readonly threads: Map<number, { author: HostedThread["author"]; isPull: boolean; comments: string[] }>;
  readonly said: number[];
  pauses: number;
}

const ada = { login: "ada", bot: false };
const bot = { login: "renovate[bot]", bot: true };
const issue = (author = ada) => ({ author, isPull: false, comments: [] as string[] });
const pull = (author = ada) => ({ author, isPull: true, comments: [] as string[] });

function talk(threads: Record<number, HostedThread & { comments: string[] }>): Talk {
  return {
    threads: new Map(Object.entries(threads).map(([number, one]) => [Number(number), one])),
    said: [],
    pauses: 0,
  };
}

function tell(on: Talk, messages: string[], more: { verify?: boolean; refuseAt?: number } = {}): Promise<Told> {
  const changes = messages.flatMap((message) => parsed(message).changes);
  return tellReleased(
    {
      thread: (number) => Promise.resolve(on.threads.get(number) ?? null),
      comment(number, body) {
        if (on.said.length === more.refuseAt)
          return Promise.reject(new HostError({ kind: "refused", status: 403, message: "secondary rate limit" }));
        on.said.push(number);
        on.threads.get(number)?.comments.push(body);
        return Promise.resolve("done");
      },
    },
    { tag: "v1.2.4", url: "https://github.com/octo/app/releases/tag/v1.2.4", changes, verify: more.verify ?? false },
    () => {
      on.pauses += 1;
      return Promise.resolve();
    },
  );
}

describe("released in", () => {
  const MESSAGES = [
    "fix: x (#12)\n\nFixes #7",
    "feat: y (#13)\n\nCloses #8\nSee #9",
    "fix: z (#12)",
    "chore: no number",
  ];

  it("issues and pull requests hear it once, with a pause between two", async () => {
    const on = talk({ 7: issue(), 8: issue(), 9: issue(), 12: pull(), 13: pull() });
    expect(await tell(on, MESSAGES)).toEqual({ told: 4, left: 0, stopped: "" });
    expect(on.said).toEqual([7, 8, 12, 13]);
    expect(on.pauses).toBe(3);
    expect(on.threads.get(7)?.comments[0]).toContain(
      "Released in [`v1.2.4`](https://github.com/octo/app/releases/tag/v1.2.4).",
    );
    expect(await tell(on, MESSAGES)).toEqual({ told: 0, left: 0, stopped: "" });
    expect(on.said).toHaveLength(4);
  });

  it("a bot's pull request, another repository's issue and a thread that is gone or locked hear nothing", async () => {
    const on = talk({ 12: pull(bot), 7: issue() });
    await tell(on, ["fix: x (#12)", "fix: y\n\nFixes octo/lib#7", "fix: z (#99)"]);
    expect(on.said).toEqual([]);
  });

  it("reporters of bugs are asked to verify, when the policy says so; nobody else is called", async () => {
    const on = talk({ 7: issue(), 8: issue(), 9: issue(bot), 12: pull() });
    await tell(on, ["fix: x (#12)\n\nFixes #7", "feat: y\n\nCloses #8", "fix: z\n\nFixes #9"], { verify: true });
    expect(on.threads.get(7)?.comments[0]).toContain("@ada: does it mend this for you?");
    for (const number of [8, 9, 12]) expect(on.threads.get(number)?.comments[0]).not.toContain("verify");
    for (const number of [8, 9, 12]) expect(on.threads.get(number)?.comments[0]).not.toContain("@");
  });

  it("a release with 3,000 pull requests makes no storm: sixty hear it, and the others are counted", async () => {
    const numbers = Array.from({ length: 3_000 }, (_, index) => index + 1);
    const on = talk(Object.fromEntries(numbers.map((number) => [number, pull()])));
    const told = await tell(
      on,
      numbers.map((number) => `fix: x (#${number})`),
    );
    expect(told).toEqual({ told: 60, left: 2_940, stopped: "" });
  });

  it("a refusal ends it, and says how many were not told; the next attempt goes on there", async () => {
    const on = talk({ 7: issue(), 8: issue(), 12: pull(), 13: pull() });
    expect(await tell(on, MESSAGES, { refuseAt: 1 })).toEqual({ told: 1, left: 3, stopped: "secondary rate limit" });
    expect(await tell(on, MESSAGES)).toMatchObject({ told: 3, left: 0 });
    expect(on.said).toEqual([7, 8, 12, 13]);
  });

  it("a tag with odd signs cannot end the mark", async () => {
    const on = talk({ 12: pull() });
    await tell(on, ["fix: x (#12)"]);
    expect(on.threads.get(12)?.comments[0]).toMatch(/<!-- lamplighter:released-in=[\w.%-]+ -->$/);
  });
});
