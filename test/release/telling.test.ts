// A release's threads are told by one run, however many are at it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostError } from "../../src/core/release-host.ts";
import type { HostedRelease } from "../../src/core/release-host.ts";
import { tellOnce } from "../../src/release/publish/telling.ts";
import { parsed, sha } from "./world.ts";

type Host = Parameters<typeof tellOnce>[0];

interface Town {
  release: HostedRelease;
  readonly claims: Map<string, { readonly by: string; readonly at: number }>;
  readonly threads: Map<number, string[]>;
  now: number;
}

const MINUTE = 60_000;

function town(): Town {
  const body = "- x\n\n<!-- lamplighter:run=1 -->\n";
  const one = {
    id: 1,
    tag: "v1.2.4",
    body,
    draft: false,
    prerelease: false,
    target: "",
    url: "https://x",
    uploads: "",
  };
  return { release: one, claims: new Map(), threads: new Map([1, 2, 3].map((number) => [number, []])), now: 0 };
}

function hostOf(here: Town, turn: () => Promise<void> = () => Promise.resolve()): Host {
  const doing = async <T>(act: () => T): Promise<T> => {
    await turn();
    return act();
  };
  return {
    tag: () => doing(() => ({ sha: sha("head"), message: null })),
    releases: () => doing(() => [here.release]),
    changeRelease: (_, { body = "" }) =>
      doing(() => {
        here.release = { ...here.release, body };
        return "done" as const;
      }),
    thread: (number) => doing(() => ({ author: null, isPull: false, comments: [...(here.threads.get(number) ?? [])] })),
    comment: (number, body) =>
      doing(() => {
        here.threads.get(number)?.push(body);
        return "done" as const;
      }),
    claim: ({ name, by }) =>
      doing(() => {
        const there = here.claims.get(name);
        if (there === undefined) here.claims.set(name, { by, at: here.now });
        if (there === undefined || there.by === by) return { is: "ours" as const };
        return { is: "taken" as const, by: there.by, age: here.now - there.at };
      }),
    unclaim: (name) =>
      doing(() => {
        here.claims.delete(name);
        return "done" as const;
      }),
  };
}

const changes = parsed("fix: x (#3)\n\nFixes #1\nFixes #2").changes;
const tell = (host: Host, run: string): Promise<readonly string[]> =>
  tellOnce(host, { tag: "v1.2.4", url: "https://x", changes, verify: false, run }, () => Promise.resolve());
const heard = ({ threads }: Town): number[] => [...threads.values()].map((said) => said.length);
const killed = new Error("killed");

describe("telling", () => {
  it("is done once by two runs beside each other, in any order of their calls", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const here = town();
        const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
        await scheduler.waitFor(Promise.all(["1", "2", "3"].map((run) => tell(hostOf(here, turn), run))));
        expect(heard(here)).toEqual([1, 1, 1]);
        expect(here.release.body.match(/lamplighter:told/g)).toHaveLength(1);
        expect(here.claims.size).toBe(0);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 300) },
    );
  });

  /** The process ends at its second comment: nothing that it would do then is done. */
  async function dead(here: Town, run: string): Promise<void> {
    const host = hostOf(here);
    const die = (): Promise<never> => Promise.reject(killed);
    const dying = {
      ...host,
      unclaim: die,
      comment: (number: number, body: string) => (number === 2 ? die() : host.comment(number, body)),
    };
    await expect(tell(dying, run)).rejects.toThrow("killed");
  }

  it("is left to the run that began it, and taken over half an hour after that was killed", async () => {
    const here = town();
    await dead(here, "1");
    here.now += 29 * MINUTE;
    expect(await tell(hostOf(here), "2")).toEqual([expect.stringContaining("another run is telling")]);
    expect(heard(here)).toEqual([1, 0, 0]);
    here.now += MINUTE;
    await dead(here, "3");
    expect(heard(here)).toEqual([1, 0, 0]);
    expect(await tell(hostOf(here), "4")).toEqual([expect.stringContaining("another run is telling")]);
    here.now += 30 * MINUTE;
    expect(await tell(hostOf(here), "5")).toEqual([]);
    expect(heard(here)).toEqual([1, 1, 1]);
    expect(here.claims.size).toBe(0);
  });

  it("asks nobody where another run told all between the look and the claim", async () => {
    const here = town();
    await tell(hostOf(here), "1");
    const thread = (): Promise<never> => Promise.reject(new Error("asked"));
    expect(await tell({ ...hostOf(here), thread }, "2")).toEqual([]);
    expect(here.claims.size).toBe(0);
  });

  it("goes on at once in a second attempt of the same run", async () => {
    const here = town();
    await dead(here, "1");
    expect(await tell(hostOf(here), "1")).toEqual([]);
    expect(heard(here)).toEqual([1, 1, 1]);
  });

  it("is done without a claim where GitHub refuses one, and waits where nobody knows", async () => {
    const claim = (kind: "refused" | "lost") => (): Promise<never> =>
      Promise.reject(new HostError({ kind, status: null, message: "no" }));
    const here = town();
    expect(await tell({ ...hostOf(here), claim: claim("lost") }, "1")).toEqual([
      "v1.2.4 is out, and its threads were not told so: no The next run tells them.",
    ]);
    expect(heard(here)).toEqual([0, 0, 0]);
    expect(await tell({ ...hostOf(here), claim: claim("refused") }, "1")).toEqual([]);
    expect(heard(here)).toEqual([1, 1, 1]);
  });
});
