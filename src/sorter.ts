// After the 202: stored deliveries become subjects of the agenda.
import { printSubject } from "./core/refs.ts";
import type { Subject } from "./core/refs.ts";
import type { Trigger } from "./core/trigger.ts";
import type { Delivery } from "./store/bodies.ts";
import type { Sorted } from "./store/deliveries.ts";
import type { Why } from "./store/given-up.ts";
import type { Store } from "./store/open.ts";

/**
 * What a delivery says, as `github/trigger.ts` reads it: its triggers, or why it has none. `ignored` is for what is none
 * of ours (an unknown event or action); `dead` is for what ought to have been readable.
 * Both name the installation where they can.
 */
export type TriggersOf = (
  delivery: Delivery,
) =>
  | { readonly triggers: readonly Trigger[] }
  | { readonly ignored: string; readonly installation?: number }
  | { readonly dead: Why; readonly installation?: number };

/** Sorts the oldest waiting deliveries, at most `limit`, in one transaction; answers how many there were. Nothing in a body can make it throw. */
export async function sortDeliveries(args: {
  readonly store: Pick<Store, "unsorted" | "sort">;
  readonly triggersOf: TriggersOf;
  readonly limit: number;
}): Promise<number> {
  const deliveries = await args.store.unsorted(args.limit);
  if (deliveries.length === 0) return 0;
  await args.store.sort(
    deliveries.map((delivery) => ({ row: delivery.row, into: sortOne(delivery, args.triggersOf) })),
  );
  return deliveries.length;
}

function sortOne(delivery: Delivery, triggersOf: TriggersOf): Sorted {
  try {
    const told = triggersOf(delivery);
    return "triggers" in told ? { subjects: subjectsOf(told.triggers) } : told;
  } catch (error) {
    // A payload that breaks the reader must not hold up those behind it.
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { dead: { code: "unreadable", reason: `It could not be read (${said}). After a fix, replay it.` } };
  }
}

function subjectsOf(triggers: readonly Trigger[]): readonly Subject[] {
  return [...new Map(triggers.map(({ subject }) => [printSubject(subject), subject])).values()];
}
