// One text for one value, so that equal values have equal hashes (after RFC 8785: sorted keys, no white space).
import { createHash } from "node:crypto";
import type { Json } from "./plan.ts";

/** Keys are sorted by UTF-16 units; strings and numbers are as JSON.stringify prints them, and as there `undefined` is no member. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries<Json | undefined>(value)
    .filter((member): member is [string, Json] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/** SHA-256 in hex of the canonical JSON. */
export function hashOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
