// Hashes by which texts are known again.
import { createHash } from "node:crypto";

/** SHA-256, hex. Line ends differ between GitHub's interfaces; nothing else may. */
export function hashOfText(text: string): string {
  return createHash("sha256").update(text.replace(/\r\n?/g, "\n")).digest("hex");
}
