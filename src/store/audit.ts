// The ledger of one repository as evidence that others can check without us (docs/audit.md): its own entries in full, of
// all others in between only what the chain needs, and the chain to its end, so that every head that was kept fits in.
import type { Json } from "../core/plan.ts";
import type { Instant } from "../core/refs.ts";
import { asideIn, GENESIS, hashContent, hashEntry, repositoryIn } from "./chain.ts";
import type { ChainedEntry, Head } from "./chain.ts";

export const AUDIT_FORMAT = "lamplighter-audit-1";

/** What is asked for; half-open, null for no bound. */
export interface AuditScope {
  readonly installation: number;
  readonly repository: number;
  /** What the repository is called today; for readers, nothing rests on it. */
  readonly name: string;
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** Members in the order in which they are written: a verifier takes no other. */
export type AuditLine =
  | {
      readonly row: "export";
      readonly format: typeof AUDIT_FORMAT;
      readonly installation: number;
      readonly repository: number;
      readonly name: string;
      readonly from: string | null;
      readonly to: string | null;
      /** The hash before the first entry of the file. */
      readonly previous: string;
    }
  | {
      readonly row: "record";
      readonly sequence: number;
      readonly time: string;
      readonly repository: number;
      readonly subject: string;
      readonly kind: string;
      readonly key: string | null;
      readonly person: Json;
      readonly data: Json;
      readonly salt: string;
      readonly hash: string;
    }
  | {
      /** An entry of another repository, or outside of the period: when and where, but not what. */
      readonly row: "other";
      readonly sequence: number;
      readonly time: string;
      readonly repository: number;
      readonly content: string;
      readonly hash: string;
    }
  /** An entry that was changed after it was written, and that a later one of the file sets aside: nothing in it is proved. */
  | { readonly row: "aside"; readonly sequence: number; readonly hash: string }
  | { readonly row: "head"; readonly sequence: number; readonly hash: string };

/**
 * Makes the lines of an export from a whole ledger. The first entry is the last one before the period, so that nothing
 * can be missing at its start; the last is the ledger's end, where `until` stops it (an app may go on writing).
 */
export async function* auditLines(args: {
  readonly scope: AuditScope;
  readonly entries: AsyncIterable<ChainedEntry> | Iterable<ChainedEntry>;
  readonly until: Head;
}): AsyncGenerator<AuditLine> {
  const { scope, entries, until } = args;
  // The last entry before the period, and those after it that were changed: nobody knows when they were written.
  let lead: ChainedEntry[] = [];
  let begun = false;
  let last: Head = { sequence: 0, hash: GENESIS };
  const changed = new Set<number>();
  for await (const entry of entries) {
    if (entry.sequence > until.sequence) break;
    const isWhole = hashEntry(entry) === entry.hash;
    if (!isWhole) changed.add(entry.sequence);
    if (!begun && isWhole && entry.at < (scope.from ?? Number.NEGATIVE_INFINITY)) {
      lead = [entry];
      continue;
    }
    if (!begun && !isWhole && lead.length > 0) {
      lead.push(entry);
      continue;
    }
    if (!begun) {
      begun = true;
      yield openingLine(scope, (lead[0] ?? entry).previous);
      for (const one of lead) yield lineOf(one, scope, changed);
    }
    yield lineOf(entry, scope, changed);
    last = entry;
  }
  if (!begun) {
    yield openingLine(scope, lead[0]?.previous ?? GENESIS);
    for (const one of lead) yield lineOf(one, scope, changed);
    last = lead.at(-1) ?? last;
  }
  yield { row: "head", sequence: last.sequence, hash: last.hash };
}

function openingLine({ installation, repository, name, from, to }: AuditScope, previous: string): AuditLine {
  const bounds = { from: from === null ? null : timeOf(from), to: to === null ? null : timeOf(to) };
  return { row: "export", format: AUDIT_FORMAT, installation, repository, name, ...bounds, previous };
}

function lineOf(entry: ChainedEntry, scope: AuditScope, changed: ReadonlySet<number>): AuditLine {
  const { sequence, subject, kind, key, person, data, salt, hash } = entry;
  if (changed.has(sequence)) return { row: "aside", sequence, hash };
  const time = timeOf(entry.at);
  const repository = repositoryIn(subject);
  const isInside = (scope.from === null || entry.at >= scope.from) && (scope.to === null || entry.at < scope.to);
  // Whatever it is about: it alone binds what was before an entry that was changed.
  const isCure = changed.has(asideIn(entry)?.sequence ?? 0);
  if ((repository !== scope.repository || !isInside) && !isCure)
    return { row: "other", sequence, time, repository, content: hashContent(entry), hash };
  const [who, what] = [person === null ? null : (JSON.parse(person) as Json), JSON.parse(data) as Json];
  return { row: "record", sequence, time, repository, subject, kind, key, person: who, data: what, salt, hash };
}

const timeOf = (at: Instant): string => new Date(at).toISOString();

/** The columns of the same as CSV. What a row does not have is empty; `person` and `data` are JSON. */
export const AUDIT_COLUMNS = [
  "row",
  "sequence",
  "time",
  "repository",
  "subject",
  "kind",
  "key",
  "person",
  "data",
  "salt",
  "content",
  "hash",
] as const;

/** A line's cells. The opening line stands whole, as JSON, in `data`. */
export function auditCells(line: AuditLine): readonly string[] {
  const cells: Readonly<Record<string, unknown>> =
    line.row === "export"
      ? { row: line.row, data: JSON.stringify(line) }
      : line.row === "record"
        ? { ...line, person: line.person && JSON.stringify(line.person), data: JSON.stringify(line.data) }
        : line;
  return AUDIT_COLUMNS.map((name) => {
    const cell = cells[name];
    return typeof cell === "string" || typeof cell === "number" ? String(cell) : "";
  });
}
