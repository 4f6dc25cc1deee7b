// An ordinary matter, of which a test states only what differs.
import type { Known } from "../../../src/core/known.ts";
import type { Matter } from "../../../src/change/rules/predicate.ts";
import { commit, contributor, file, MONDAY, olu, pull, sha } from "../../world.ts";

export const yes = <T>(value: T): Known<T> => ({ known: true, value });
export const lost: Known<never> = {
  known: false,
  why: { failure: "server", what: "it", message: "GitHub answers 502" },
};

export function matter(differs: Partial<Matter> = {}): Matter {
  return {
    now: MONDAY,
    calendar: {
      zone: "UTC",
      days: ["mon", "tue", "wed", "thu", "fri"],
      hours: { from: "09:00", to: "17:00" },
      holidays: [],
    },
    pull: pull(12, { additions: 7, deletions: 3, changedFiles: 2, commits: 1 }),
    branch: "main",
    repository: { topics: ["payments"] },
    files: yes([file("src/a.ts"), file("docs/a.md")]),
    commits: yes([commit("a1", contributor(olu))]),
    hands: yes({ people: [olu], programs: [], unnamed: [] }),
    linkedIssues: yes([3]),
    checkRuns: yes([
      {
        id: 1,
        name: "test",
        app: { id: 15368, slug: "github-actions" },
        status: "completed",
        conclusion: "success",
        externalId: "",
        title: "",
      },
    ]),
    statuses: yes([{ context: "ci/old", state: "success" }]),
    properties: yes({ tier: ["gold"], uses: ["node", "postgres"] }),
    gate: lost,
    merges: yes([]),
    standing: (person, role) =>
      role === "maintainers" && person.id === olu.id ? { is: "holds" } : { is: "no", invited: null },
    ...differs,
  };
}

export const HEAD = sha("a1");
