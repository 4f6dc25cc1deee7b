// What the suites about the store share: subjects, deliveries, and a turn in one line.
import type { Subject } from "../../src/core/refs.ts";
import type { Raw } from "../../src/store/frames.ts";
import type { Store } from "../../src/store/open.ts";
import type { Taken } from "../../src/store/turn.ts";

export const LEASE_MS = 60_000;

/** Pull request `n` of installation 7, unless told otherwise. */
export function pull(n: number, installation = 7): Subject {
  return { installation, repository: installation * 100, kind: "pull", name: String(n) };
}

export function raw(id: string, body = `{"is":"${id}"}`): Raw {
  return { id, event: "pull_request", body: new TextEncoder().encode(body), receivedAt: 1_000 };
}

/** Stores deliveries and sorts each of them to one subject. */
export async function deliver(store: Store, subject: Subject, ...ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => store.accept(raw(id))));
  await store.sort((await store.unsorted(100)).map(({ row }) => ({ row, into: { subjects: [subject] } })));
}

/** Takes, and fails the test when nothing is due. */
export async function mustTake(store: Store, leaseMs = LEASE_MS): Promise<Taken> {
  const taken = await store.take({ worker: "w", leaseMs });
  if (taken === null) throw new Error("nothing was due");
  return taken;
}

export const allOf = (taken: Taken) => taken.deliveries.map(({ row }) => row);

/** Takes and finishes until nothing is due; the names of the subjects in order. */
export async function drain(store: Store): Promise<readonly string[]> {
  const names: string[] = [];
  for (;;) {
    const taken = await store.take({ worker: "w", leaseMs: LEASE_MS });
    if (taken === null) return names;
    names.push(`${taken.subject.installation}#${taken.subject.name}`);
    await store.finish(taken, { handled: allOf(taken) });
  }
}
