// Hashes by which texts are known again.
import { createHash } from "node:crypto";

/** SHA-256, hex. Line ends differ between GitHub's interfaces; nothing else may. */
export function hashOfText(text: string): string {
  return createHash("sha256").update(text.replace(/\r\n?/g, "\n")).digest("hex");
}

/** What git calls a file of exactly this text, in UTF-8; by the hash that `like` was made with (40 or 64 digits). */
export function blobHash(text: string, like: string): string {
  const bytes = Buffer.from(text, "utf8");
  return createHash(like.length === 64 ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");
}
