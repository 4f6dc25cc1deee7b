import { describe, expect, it } from "vitest";
import { withoutSecrets } from "../../src/core/secrets.ts";
import { storable } from "../../src/store/storable.ts";

describe("TEN-05 a text that is kept or printed has no database password in it", () => {
  it("a URL loses its password and keeps its host", () => {
    expect(withoutSecrets("postgres://app:p%40ss@db.example:5432/x")).toBe("postgres://app:[secret]@db.example:5432/x");
  });

  it("an ordinary sentence stays as it is", () => {
    const text = "The policy at octo/app@1f2e has no section change: see https://docs.example/a:b/c.";
    expect(withoutSecrets(text)).toBe(text);
  });
});

describe("WEB-15 a stored error is one line", () => {
  it("line breaks, escapes and direction marks become spaces", () => {
    expect(storable('a\r\n{"level":50}\u001b[31m\u2028b\u202ec')).toBe('a {"level":50} [31m b c');
  });

  it("half a character does not survive, and the length is bounded", () => {
    expect(storable("x\ud800y")).toBe("x\ufffdy");
    expect(storable("é".repeat(5_000))).toHaveLength(1_000);
  });
});
