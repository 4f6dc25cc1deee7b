// The changelog of a whole history, in one pass: each commit belongs to the lowest version that contains it.
import type { ParsedCommit } from "../commits/change.ts";
import { compareVersions, versionOf } from "../lines/version.ts";
import type { Version } from "../lines/version.ts";

export interface ReleasedGroup {
  /** Null: not released yet. */
  readonly tag: string | null;
  readonly version: string | null;
  readonly commits: readonly ParsedCommit[];
}

const NONE: readonly never[] = [];

interface Open extends ReleasedGroup {
  readonly parsed: Version | null;
  readonly commits: ParsedCommit[];
  /** Commits that will belong to it unless a lower version claims them, and that were not seen yet. */
  waiting: number;
}

/**
 * Sorts a history (children before parents) into releases as it streams by, and gives each one out as soon as nothing
 * can be added to it any more: memory grows with what is open, not with the history.
 */
export class HistorySorter {
  readonly #tags: ReadonlyMap<string, { readonly tag: string; readonly version: string }>;
  /** Which release a commit belongs to, by what was seen of its children. */
  readonly #claims = new Map<string, Open>();
  readonly #open: Open[] = [];
  readonly #unreleased: Open = { version: null, parsed: null, tag: null, commits: [], waiting: 0 };

  constructor(tags: ReadonlyMap<string, { readonly tag: string; readonly version: string }>) {
    this.#tags = tags;
    this.#open.push(this.#unreleased);
  }

  add(commit: ParsedCommit): readonly ReleasedGroup[] {
    const claimed = this.#claims.get(commit.sha);
    if (claimed !== undefined) {
      this.#claims.delete(commit.sha);
      claimed.waiting -= 1;
    }
    const group = this.#tagged(commit.sha, claimed ?? this.#unreleased);
    group.commits.push(commit);
    for (const parent of commit.parents) this.#claim(parent, group);
    return this.#finished();
  }

  /** What is left at the end of the history. */
  end(): readonly ReleasedGroup[] {
    return this.#open.splice(0);
  }

  #tagged(sha: string, claimed: Open): Open {
    const own = this.#tags.get(sha);
    if (own === undefined) return claimed;
    const group: Open = { version: own.version, parsed: versionOf(own.version), tag: own.tag, commits: [], waiting: 0 };
    if (!isLower(group, claimed)) return claimed;
    this.#open.push(group);
    return group;
  }

  #claim(sha: string, group: Open): void {
    const other = this.#claims.get(sha);
    if (other !== undefined && !isLower(group, other)) return;
    if (other !== undefined) other.waiting -= 1;
    group.waiting += 1;
    this.#claims.set(sha, group);
  }

  #finished(): readonly ReleasedGroup[] {
    // In the order in which they began, which is newest first: an older one waits for those before it.
    let done = 0;
    while (done < this.#open.length - 1 && this.#open[done]?.waiting === 0) done += 1;
    return done === 0 ? NONE : this.#open.splice(0, done);
  }
}

function isLower({ parsed }: Open, than: Open): boolean {
  return parsed !== null && (than.parsed === null || compareVersions(parsed, than.parsed) < 0);
}
