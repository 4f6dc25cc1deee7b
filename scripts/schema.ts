// `npm run schema`: the policy's JSON schema for editors, printed from the rooms' own schemas.
import { mkdirSync, writeFileSync } from "node:fs";
import { ROOMS } from "../src/capabilities.ts";
import { policySchema } from "../src/core/policy-schema.ts";
import { sectionsOf } from "../src/load-policy.ts";

const FILE = new URL("../schema/lamplighter.schema.json", import.meta.url);

/** The file's whole text. */
export function schemaText(): string {
  return `${JSON.stringify(policySchema(sectionsOf(ROOMS)), null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(new URL(".", FILE), { recursive: true });
  writeFileSync(FILE, schemaText());
}
