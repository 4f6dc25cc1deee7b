// What is wrong with a file, so that a person can find the place.

export type DamageCode =
  | "truncated"
  | "malformed"
  | "doctype"
  | "entity"
  | "too-deep"
  | "too-large"
  | "unknown-element"
  | "unknown-value"
  | "unknown-format"
  | "counts"
  | "plan"
  | "empty"
  | "unreadable"
  | "other-version";

/** Thrown by scanners and readers. `offset` counts bytes of the file (of its UTF-8 form when it is UTF-16). */
export class Damage extends Error {
  override readonly name = "Damage";
  readonly code: DamageCode;
  readonly offset: number;
  constructor(code: DamageCode, offset: number, message: string) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}
