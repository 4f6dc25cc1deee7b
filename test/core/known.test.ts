import { describe, expect, test } from "vitest";
import { known, ReadError } from "../../src/core/known.ts";

describe("a read's answer as a fact", () => {
  test("what was answered is known", async () => {
    expect(await known(Promise.resolve(7))).toEqual({ known: true, value: 7 });
  });

  test("what could not be read says what was asked and why", async () => {
    const lost = new ReadError({ failure: "server", what: "files of octo/app#12", message: "502" });
    expect(await known(Promise.reject(lost))).toEqual({
      known: false,
      why: { failure: "server", what: "files of octo/app#12", message: "502" },
    });
  });

  test("any other error is a bug of ours and goes on flying", async () => {
    await expect(known(Promise.reject(new TypeError("ours")))).rejects.toThrow("ours");
  });

  test("an error keeps status, time and cause; without them it has none", () => {
    const cause = new Error("below");
    const told = new ReadError({ failure: "server", what: "x", message: "y", status: 502, retryAt: 5, cause });
    expect(told).toMatchObject({ name: "ReadError", status: 502, retryAt: 5, cause });
    expect(new ReadError({ failure: "gone", what: "x", message: "y" })).toMatchObject({ status: null, retryAt: null });
  });
});
