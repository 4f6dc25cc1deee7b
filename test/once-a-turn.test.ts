import { describe, expect, it } from "vitest";
import type { Reads } from "../src/core/reads.ts";
import { onceATurn } from "../src/once-a-turn.ts";

function counted(answers: { file?: () => Promise<string | null> }) {
  const asked: string[] = [];
  const reads = {
    file: (path: string, commit: string) => {
      asked.push(`${path}@${commit}`);
      return answers.file?.() ?? Promise.resolve("text");
    },
    pull: (number: number) => {
      asked.push(`pull ${number}`);
      return Promise.resolve({ number });
    },
  } as unknown as Reads;
  return { reads: onceATurn(reads), asked };
}

describe("one question a turn", () => {
  it("the same question is asked once, another one for itself", async () => {
    const { reads, asked } = counted({});
    const texts = await Promise.all([reads.file("a", "1"), reads.file("a", "1"), reads.file("a", "2")]);
    expect(texts).toEqual(["text", "text", "text"]);
    expect(asked).toEqual(["a@1", "a@2"]);
  });

  it("a failure is not kept", async () => {
    let first = true;
    const { reads, asked } = counted({
      file: () => {
        if (!first) return Promise.resolve(null);
        first = false;
        return Promise.reject(new Error("line broke"));
      },
    });
    await expect(reads.file("a", "1")).rejects.toThrow("line broke");
    expect(await reads.file("a", "1")).toBeNull();
    expect(asked).toEqual(["a@1", "a@1"]);
  });

  it("what a plan may change in between is asked anew each time", async () => {
    const { reads, asked } = counted({});
    await reads.pull(1);
    await reads.pull(1);
    expect(asked).toEqual(["pull 1", "pull 1"]);
  });
});
