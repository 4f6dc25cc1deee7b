// The declaration of an emergency that was written last, if none took it back.
import type { Person } from "../../core/refs.ts";
import { entriesOf, isWrittenAfter, type EntryOf, type History } from "../records.ts";

export type Declaration = EntryOf<"change.type"> & { readonly by: Person };

/** The declaration that stands, whoever may or may not make it now: the latest intent is the one written last. */
export function lastDeclared(history: History): Declaration | undefined {
  const all = entriesOf(history, "change.type").filter((entry): entry is Declaration => entry.by !== null);
  const last = all.reduce<Declaration | undefined>(
    (latest, entry) => (latest && isWrittenAfter(latest, entry) ? latest : entry),
    undefined,
  );
  return last?.data.type === "emergency" ? last : undefined;
}
