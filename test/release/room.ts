// Builders for what the App decides about releases: a story states only what differs.
import type { PolicyState, Roles } from "../../src/core/policy.ts";
import type { Known } from "../../src/core/known.ts";
import type { Pull } from "../../src/core/pull.ts";
import type { PermissionLevel } from "../../src/core/reads.ts";
import type { Person } from "../../src/core/refs.ts";
import { releaseConfig, type ReleaseConfig } from "../../src/release/config.ts";
import { decide } from "../../src/release/decide.ts";
import type { Asked, RoomFacts, Seen } from "../../src/release/facts.ts";

export const ada: Person = { id: 1, login: "ada", type: "User" };
export const zoe: Person = { id: 2, login: "zoe", type: "User" };
export const yes = <T>(value: T): Known<T> => ({ known: true, value });
export const failed = { known: false as const, why: { failure: "server" as const, what: "it", message: "502" } };

export function asked(
  text: string,
  more: { by?: Person; now?: Asked["standsNow"]; id?: number; line?: number } = {},
): Asked {
  const [name = "", ...args] = text.slice(1).split(" ");
  const id = more.id ?? 77;
  return {
    command: { name, args: args.join(" "), because: "", line: more.line ?? 1 },
    said: {
      channel: "comment",
      id,
      nodeId: "N",
      on: 12,
      body: text,
      by: more.by ?? ada,
      viaApp: false,
      createdAt: 0,
      commit: null,
    },
    standsNow: more.now ?? yes({ is: "there", body: text, edited: false, byEmail: false }),
  };
}

export interface Story {
  asked?: Asked[];
  /** Null on an issue. */
  pull?: Partial<Pull> | null;
  records?: Seen["records"];
  /** The workflows of the repository. */
  files?: string[];
  /** Branches that are asked for and are not there. */
  noBranches?: string[];
  /** Those that cannot be started. */
  unfit?: string[];
  config?: object;
  policy?: PolicyState<ReleaseConfig>;
  roles?: Roles;
  /** Zoe's. */
  permission?: Known<PermissionLevel>;
  seen?: Partial<Seen>;
}

export function plan(story: Story) {
  const config = releaseConfig.parse(story.config ?? { workflow: "release.yml" });
  const pull = { number: 12, state: "open", merged: false, labels: [], ...story.pull } as unknown as Pull;
  const files = story.files ?? ["backport.yml", "release.yml"];
  const facts: RoomFacts = {
    now: 1_000,
    number: 12,
    asked: story.asked ?? [],
    seen: {
      pull: story.pull === null ? null : yes(pull),
      repository: yes({ defaultBranch: "main", ownerType: "Organization" } as Seen["repository"] extends Known<infer T>
        ? T
        : never),
      records: story.records ?? yes([]),
      workflows: new Map(["backport.yml", "release.yml"].map((file) => [file, yes(files.includes(file))])),
      unfit: new Set(story.unfit ?? []),
      noBranches: new Set(story.noBranches ?? []),
      authority: {
        ownerType: "Organization",
        permissions: new Map<number, Known<PermissionLevel>>([
          [ada.id, yes("maintain")],
          [zoe.id, story.permission ?? yes("read")],
        ]),
        teams: new Map(),
        accounts: new Map(),
      },
      roles: story.roles ?? { maintainers: { permission: "maintain" } },
      ...story.seen,
    },
  };
  const policy = { is: "ok", policy: { section: config } } as unknown as PolicyState<ReleaseConfig>;
  return decide(facts, story.policy ?? policy);
}
