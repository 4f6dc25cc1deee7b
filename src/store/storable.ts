// Error messages and reasons on their way into a table: a person reads them later, in a terminal or on a page.
import { withoutSecrets } from "../core/secrets.ts";

const MOST = 1000;

/** Without credentials (TEN-05), without control and direction characters that could forge a line (WEB-15), at most 1,000 characters. */
export function storable(text: string): string {
  return withoutSecrets(text.slice(0, 4 * MOST))
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ")
    .toWellFormed()
    .slice(0, MOST);
}
