import { describe, expect, it } from "vitest";
import type { World } from "../src/apply.ts";
import type { AnyCapability } from "../src/core/capability.ts";
import type { Plan } from "../src/core/plan.ts";
import type { Reads } from "../src/core/reads.ts";
import type { Turn } from "../src/core/trigger.ts";
import { look } from "../src/run.ts";

const turn = {
  subject: { installation: 1, repository: 2, kind: "issue", name: "3" },
  heard: [],
} as unknown as Turn;

const closing = (on: number): Plan => ({
  verdict: { state: "allow", code: "closed", title: "It is closed.", because: [] },
  steps: [{ do: "close", on, reason: "completed", why: "a test", key: `close:${on}` }],
});

const room = (name: string, plan: Plan): AnyCapability => ({
  name,
  subjects: ["issue"],
  on: [],
  commands: [],
  config: null,
  gather: () => Promise.resolve(null),
  decide: () => plan,
});

const rooms = [room("first", closing(1)), room("second", closing(2)), room("third", closing(3))];

/** What was closed, when the first room's write is refused; `abort` says whether the lease is lost by that. */
async function closed(abort: boolean): Promise<{ error: unknown; did: number[] }> {
  const lease = new AbortController();
  const did: number[] = [];
  const world: World = {
    ledger: {
      intend: () => Promise.resolve(null),
      outcome: () => Promise.resolve(),
      failure: () => Promise.resolve(),
      record: () => Promise.resolve(),
    },
    write(step) {
      if (step.do === "close" && step.on === 1) {
        if (abort) lease.abort();
        return Promise.reject(new Error("refused"));
      }
      if (step.do === "close") did.push(step.on);
      return Promise.resolve({ did: "written", answer: {} });
    },
    refusalIn: () => null,
    wake: () => Promise.resolve(),
    signal: lease.signal,
  };
  const policies = { stateOf: () => ({ is: "absent", commit: "" }) as const };
  const error: unknown = await look({ turn, rooms, policies, reads: {} as Reads, world }).catch((one: unknown) => one);
  return { error, did };
}

describe("a look", () => {
  it("goes on in the other rooms when one cannot write, and fails at the end", async () => {
    const { error, did } = await closed(false);
    expect(did).toEqual([2, 3]);
    expect(error).toMatchObject({ message: "refused" });
  });

  it("ends at once when the lease is lost", async () => {
    const { error, did } = await closed(true);
    expect(did).toEqual([]);
    expect(error).toMatchObject({ name: "AbortError" });
  });
});
