// A read's answer as a fact: known, or not known and why. Decisions see no promise and no exception.
import type { Instant } from "./refs.ts";

/** Why a read gave no answer. `gone` is not "no": GitHub answers 404 for "no right" too. */
export const READ_FAILURES = [
  "gone",
  "forbidden",
  "unauthorised",
  "refused",
  "rate-limited",
  "server",
  "timeout",
  "malformed",
  "incomplete",
  "moved",
] as const;
/** `unknowable`: no read failed, and none could tell, since it is not on GitHub. */
export type ReadFailureKind = (typeof READ_FAILURES)[number] | "unknowable";

/** Thrown by every read that cannot give a whole and true answer. */
export class ReadError extends Error {
  override readonly name = "ReadError";
  readonly failure: ReadFailureKind;
  /** What was asked, for a person: "files of octo/app#12". */
  readonly what: string;
  readonly status: number | null;
  /** Not before then, when GitHub said so. */
  readonly retryAt: Instant | null;

  constructor(args: {
    failure: ReadFailureKind;
    what: string;
    message: string;
    status?: number | null;
    retryAt?: Instant | null;
    cause?: unknown;
  }) {
    super(args.message, { cause: args.cause });
    this.failure = args.failure;
    this.what = args.what;
    this.status = args.status ?? null;
    this.retryAt = args.retryAt ?? null;
  }
}

/** A read's answer as a fact: known, or not known and why. A decision cannot overlook the second. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: Unknown };

export interface Unknown {
  readonly failure: ReadFailureKind;
  readonly what: string;
  readonly message: string;
}

/** Turns a failed read into a fact. Everything that is not a {@link ReadError} is a bug of ours and goes on flying. */
export async function known<T>(answer: Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await answer };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return { known: false, why: { failure: error.failure, what: error.what, message: error.message } };
  }
}
