// The tables as Kysely sees them. One shape on both databases: times are integers (ms, UTC), JSON is text, bytes are bytes.
import type { Generated, Kysely, RawBuilder } from "kysely";
import type { Spool } from "./spool.ts";

export interface Tables {
  schema_version: { version: number };

  /**
   * What GitHub sent, as it sent it. Known by its body: id and event header are not signed (design rule 10).
   * A body is either in `body`, or in the spool at `segment` and `place`; forgotten, it has `size` 0.
   */
  deliveries: {
    row: Generated<number>;
    id: string;
    event: string;
    body: Uint8Array;
    size: number;
    body_hash: string;
    received_at: number;
    state: Generated<"unsorted" | "sorted" | "ignored" | "dead">;
    reason: Generated<string | null>;
    installation: Generated<number | null>;
    segment: Generated<number | null>;
    place: Generated<number | null>;
    /** Of a dead one, as `reason` is; null in rows from before, whose reason may begin with it (given-up.ts). */
    code: Generated<string | null>;
  };

  /** Which deliveries a subject still has to look at, and which it gave up on. Gone once looked at. */
  work: {
    subject: string;
    delivery: number;
    installation: number;
    state: "pending" | "dead";
    reason: string | null;
    code: Generated<string | null>;
  };

  /** One row a subject. While leased, `due_at` is the end of the lease: a killed worker's turn is due again by itself. */
  agenda: {
    subject: string;
    installation: number;
    due_at: number | null;
    woken_at: number | null;
    token: number;
    leased_until: number | null;
    worker: string | null;
    attempts: number;
    error: string | null;
    /** Of `error`. */
    code: Generated<string | null>;
    dead_at: number | null;
  };

  /** One row an installation: whose turn it is. `next_due` is never later than the first due subject. */
  agenda_tenants: { installation: number; paused: number; next_due: number | null; last_turn: number };

  ledger: {
    installation: number;
    sequence: number;
    previous: string;
    hash: string;
    at: number;
    subject: string;
    kind: string;
    op_key: string | null;
    person: number | null;
    person_json: string | null;
    data: string;
    salt: string;
  };
  ledger_heads: { installation: number; sequence: number; hash: string; at: number };

  installations: {
    installation: number;
    account: number;
    login: string;
    state: "active" | "suspended" | "removed";
    since: number;
  };
  repositories: {
    installation: number;
    repository: number;
    owner: string;
    name: string;
    default_branch: string;
    state: "here" | "left";
    seen_at: number;
  };
  repository_names: { installation: number; repository: number; since: number; owner: string; name: string };
  pulls: {
    installation: number;
    repository: number;
    number: number;
    head: string;
    base: string;
    state: "open" | "closed";
    seen_at: number;
  };
}

/** Tables that belong to one installation each: PostgreSQL shows a row only inside that tenant's transaction. */
export const TENANT_TABLES = [
  "ledger",
  "ledger_heads",
  "installations",
  "repositories",
  "repository_names",
  "pulls",
] as const satisfies readonly (keyof Tables)[];

export type Db = Kysely<Tables>;

/** An open database: Kysely and the few things that differ between the two. */
export interface Connected {
  readonly db: Db;
  readonly kind: "sqlite" | "postgres";
  /** The database's clock in SQL (ms, UTC): replicas need not agree on the time (design rule 12). */
  readonly now: () => RawBuilder<number>;
  /** Where bodies are, on SQLite with a file; elsewhere they are in their rows. */
  readonly spool?: Spool;
  close(): Promise<void>;
}
