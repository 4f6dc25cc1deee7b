import { expect, test } from "vitest";
import { withoutSecrets } from "../../src/core/secrets.ts";

test.each([
  ["a short installation token", `ghs_${"a".repeat(36)}`],
  ["a long installation token with dots", `ghs_123456_eyJhbGciOiJSUzI1NiJ9.${"b".repeat(80)}.c-d_e`],
  ["a fine-grained token of a person", `github_pat_11A${"0".repeat(40)}`],
  ["an App's JWT", `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOjF9.${"s".repeat(60)}`],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\n-----END RSA PRIVATE KEY-----"],
  ["a private key that was cut", "-----BEGIN PRIVATE KEY-----\nMIIEcanary"],
])("TEN-05 %s is taken out of a text", (_, secret) => {
  expect(withoutSecrets(`before ${secret} after`)).toMatch(/^before \[secret\]/);
  expect(withoutSecrets(`before ${secret} after`)).not.toContain(secret.slice(12));
});

test("what is no secret stays", () => {
  const text = "ghs is short, eyJ too, and a BEGIN PUBLIC KEY is public";
  expect(withoutSecrets(text)).toBe(text);
});
