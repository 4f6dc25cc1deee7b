import { describe, expect, it } from "vitest";
import type { HostedPull } from "../../src/core/release-host.ts";
import { knowledgeOf, overrideOf, pullNumberOf } from "../../src/release/commits/pull-notes.ts";
import { raw } from "./world.ts";

const pull = (more: Partial<HostedPull> = {}): HostedPull => ({
  number: 7,
  url: "",
  title: "fix: the whole title, as people read it",
  body: "",
  state: "closed",
  draft: false,
  head: "",
  base: "main",
  mergedAs: "abc",
  labels: [],
  author: { login: "ada", bot: false },
  association: "MEMBER",
  ...more,
});
const block = (text: string): string => `Hello.\r\n\r\nBEGIN_COMMIT_OVERRIDE\r\n${text}\r\nEND_COMMIT_OVERRIDE\r\n`;

describe("a message mended after the merge", () => {
  it("replaces the commit's message", () => {
    const known = knowledgeOf(
      [pull({ body: block("feat(ui): ears\n\nfix: tail") })],
      { commits: "all", labels: {} },
      new Set(),
    );
    expect(known.mend(raw("fix: wrong (#7)"))).toBe("feat(ui): ears (#7)\n\nfix: tail");
    expect(known.mend(raw("fix: another (#8)"))).toBeUndefined();
    expect(known.mend(raw("fix: nobody's"))).toBeUndefined();
  });

  it.each<[string, Partial<HostedPull>]>([
    ["an outsider's, who may edit it after the merge", { association: "CONTRIBUTOR" }],
    ["a bot's, which quotes others", { author: { login: "renovate[bot]", bot: true } }],
    ["a ghost's", { author: null }],
  ])("does not listen to %s", (_, more) => {
    expect(overrideOf(pull({ body: block("feat!: x"), ...more }))).toBeNull();
  });

  it("cannot ask for a version", () => {
    expect(overrideOf(pull({ body: block("fix: x\n\nRelease-As: 99.0.0") }))).toBe("fix: x\n\nAsked-for: 99.0.0");
  });
});

describe("titles, labels and people", () => {
  it("with commits: titles the title is the pull request's, whole", () => {
    const known = knowledgeOf([pull()], { commits: "titles", labels: {} }, new Set());
    expect(known.mend(raw("fix: the whole tit… (#7)\n\nbody"))).toBe(
      "fix: the whole title, as people read it (#7)\n\nbody",
    );
  });

  it("the highest of its labels counts, and unlisted ones do not", () => {
    const labels = { "release:patch": "patch", "release:major": "major", skip: "none" } as const;
    const { labelled } = knowledgeOf(
      [
        pull({ labels: ["bug", "release:patch", "release:major"] }),
        pull({ number: 8, labels: ["skip"] }),
        pull({ number: 9, labels: ["constructor"] }),
      ],
      { commits: "all", labels },
      new Set(),
    );
    expect([...labelled]).toEqual([
      [7, "major"],
      [8, "none"],
    ]);
  });

  it("a newcomer is one, a bot never", () => {
    const { people } = knowledgeOf(
      [pull(), pull({ number: 8, author: { login: "b[bot]", bot: true } })],
      { commits: "all", labels: {} },
      new Set(["ada", "b[bot]"]),
    );
    expect(people.get(7)).toEqual({ login: "ada", bot: false, first: true });
    expect(people.get(8)).toEqual({ login: "b[bot]", bot: true, first: false });
  });

  it.each([
    ["Merge pull request #12 from octo/x\n\nfix: y (#3)", 12],
    ["fix: y (#3)\n\nbody (#4)", 3],
    ["fix: y\n\nbody (#4)", null],
  ])("%j is of pull request %s", (message, number) => {
    expect(pullNumberOf(message)).toBe(number);
  });
});
