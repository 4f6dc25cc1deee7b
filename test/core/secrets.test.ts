import { expect, test } from "vitest";
import { withoutSecrets } from "../../src/core/secrets.ts";

const keyed = (inside: string) => `-----BEGIN PRIVATE KEY-----\n${inside}\n-----END PRIVATE KEY-----`;

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

test.each<[string, string, string]>([
  ["a JWT of two parts", "a eyJabcdefgh.xyz b", "a [secret] b"],
  ["a JWT, to its very end", `a eyJabcdefgh.${"x".repeat(9)}.${"y".repeat(9)}, b`, "a [secret], b"],
  [
    "a key's end, and what follows it",
    "a -----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY----- b",
    "a [secret] b",
  ],
  ["two keys, and what is between them", keyed("x") + " b " + keyed("y"), "[secret] b [secret]"],
  ["a database's password", "postgres://ada:pass:word@db:5432/x", "postgres://ada:[secret]@db:5432/x"],
  ["a password of no user", "redis://:pass@db", "redis://:[secret]@db"],
  ["a password of a letter", "x://a:b@c", "x://a:[secret]@c"],
  ["no password: a port", "https://db:5432/x@y", "https://db:5432/x@y"],
  ["no password: a colon in words", "it is: so@once", "it is: so@once"],
  ["no token: letters before it", "xghs_aaaaaaaaaaaa", "xghs_aaaaaaaaaaaa"],
])("TEN-05 of %s", (_, text, left) => {
  expect(withoutSecrets(text)).toBe(left);
});

test("what is no secret stays", () => {
  const text = "ghs is short, eyJ too, and a BEGIN PUBLIC KEY is public";
  expect(withoutSecrets(text)).toBe(text);
});
