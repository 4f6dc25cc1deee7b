// How the store says no.

export type StoreCode =
  | "store-url"
  | "store-unreachable"
  | "store-not-durable"
  | "store-in-use"
  | "store-newer"
  | "store-busy"
  | "store-no-rights"
  | "store-not-empty"
  | "store-damaged"
  | "store-orphaned"
  | "backup-format"
  | "backup-damaged"
  | "no-such-delivery"
  | "no-such-entry"
  | "set-aside-before"
  | "not-to-be-set-aside"
  | "no-intent";

/** A refusal for a person: what is so (`message`) and what to do (`mend`). Holds no password and no payload. */
export class StoreRefusal extends Error {
  override readonly name = "StoreRefusal";
  readonly code: StoreCode;
  readonly mend: string;

  constructor(code: StoreCode, message: string, mend: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.mend = mend;
  }
}

/**
 * The lease was lost: another worker has the subject, or it was purged. Nothing was written. Stop the turn without
 * another effect; whoever holds the subject now looks afresh (design rule 12).
 */
export class FencedError extends Error {
  override readonly name = "FencedError";
  readonly code = "fenced";

  constructor(subject: string, token: number) {
    super(`the lease ${token} on ${subject} is no longer the current one; another worker looks at it now`);
  }
}
