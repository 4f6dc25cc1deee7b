import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { AnyCapability } from "../src/core/capability.ts";
import { ReadError } from "../src/core/known.ts";
import type { Repository } from "../src/core/reads.ts";
import { loadPolicy, POLICY_PATH } from "../src/load-policy.ts";

const TIP = "a".repeat(40);
const room = {
  name: "change",
  config: z.strictObject({ expires: z.string().default("14d") }),
} as unknown as AnyCapability;

interface Given {
  text?: string | null;
  org?: string | ReadError;
  tip?: string | null;
  fails?: "repository" | "branch" | "file";
}

async function stateWith({ text = null, org, tip = TIP, fails }: Given, asking = room) {
  const failed = new ReadError({ failure: "gone", what: "something", message: "404" });
  const answer = <T>(name: string, value: T): Promise<T> =>
    fails === name ? Promise.reject(failed) : Promise.resolve(value);
  const policies = await loadPolicy({
    rooms: [room],
    reads: {
      repository: () => answer("repository", { defaultBranch: "main", owner: "octo" } as Repository),
      branch: () => answer("branch", tip === null ? null : { sha: tip }),
      file: (path, commit) => answer("file", path === POLICY_PATH && commit === TIP ? text : null),
      organisationFile: () =>
        typeof org === "string" ? Promise.resolve({ text: org, commit: TIP }) : Promise.reject(org ?? failed),
    },
  });
  return policies.stateOf(asking);
}

describe("loading the policy", () => {
  it("a section that is there is given with its defaults, at the commit of the default branch", async () => {
    const state = await stateWith({ text: "change: {}" });
    expect(state).toMatchObject({ is: "ok", policy: { section: { expires: "14d" }, commit: TIP } });
  });

  it.each<[string, Given]>([
    ["no file", {}],
    ["no commit on the default branch", { tip: null }],
    ["a file without this section", { text: "version: 1" }],
  ])("%s: the room is off", async (_what, given) => {
    expect((await stateWith(given)).is).toBe("absent");
  });

  it.each(["repository", "branch", "file"] as const)(
    "POL-05 a failed read of the %s is unknown, never none",
    async (fails) => {
      expect((await stateWith({ fails, text: "change: {}" })).is).toBe("unknown");
    },
  );

  it("POL-05 a wrong file names its line and column", async () => {
    const state = await stateWith({ text: "change:\n  expire: 3d\n" });
    expect(state).toMatchObject({ is: "broken", problems: [{ file: POLICY_PATH, line: 2, column: 3 }] });
  });

  it("a room without settings is told whether there is a file, whatever sections it has", async () => {
    const welcome = { name: "welcome", config: null } as unknown as AnyCapability;
    expect((await stateWith({}, welcome)).is).toBe("absent");
    expect(await stateWith({ text: "change: {}" }, welcome)).toMatchObject({
      is: "ok",
      policy: { section: null, sections: ["change"] },
    });
    expect((await stateWith({ text: "chnge: {}" }, welcome)).is).toBe("broken");
  });

  it("extends: org takes what the organisation says", async () => {
    const state = await stateWith({ text: "extends: org\n", org: "change: { expires: 1d }" });
    expect(state).toMatchObject({ is: "ok", policy: { section: { expires: "1d" } } });
  });

  it("extends: org without an answer is unknown: a 404 is also 'no access'", async () => {
    expect((await stateWith({ text: "extends: org\nchange: {}" })).is).toBe("unknown");
  });

  it("a wrong organisation file is named with its repository", async () => {
    const state = await stateWith({ text: "extends: org\n", org: "change: [" });
    expect(state).toMatchObject({ is: "broken", problems: [{ file: `octo/.github/${POLICY_PATH}` }] });
  });
});
