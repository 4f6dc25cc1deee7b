import { describe, expect, it } from "vitest";
import { openLog } from "../src/log.ts";

function logged(write: (log: ReturnType<typeof openLog>) => void): string[] {
  const lines: string[] = [];
  write(openLog("trace", { write: (line) => lines.push(line) }));
  return lines;
}

describe("the log", () => {
  it("WEB-15 a line break, an ANSI code or a JSON break in a value stays one record", () => {
    const lines = logged((log) => log("info", "looked", { reason: 'x\n{"level":60}\u001b[31m","forged":"1' }));
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toMatch(/[\n\u001b]/);
    const record = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(record["reason"]).toContain("forged");
    expect(record["forged"]).toBeUndefined();
  });

  it.each([
    ["a short installation token", `ghs_${"a".repeat(36)}`],
    ["a long installation token with dots", "ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2lnbmF0dXJl"],
    ["an app JWT", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2lnbmF0dXJl"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"],
  ])("TEN-05 %s never reaches a line", (_name, secret) => {
    const lines = logged((log) => log("error", `failed with ${secret}`, { reason: `said ${secret}!` }));
    expect(lines.join("")).not.toContain(secret.slice(5, 30));
    expect(lines.join("")).toContain("[secret]");
  });

  it("a value is cut at 500 characters", () => {
    const lines = logged((log) => log("info", "long", { reason: "y".repeat(10_000) }));
    expect(lines[0]!.length).toBeLessThan(700);
  });
});
