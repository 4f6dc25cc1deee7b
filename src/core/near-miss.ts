// What was probably meant by a word that is no command: a slip of the keyboard, a letter of another script.
import { skeleton } from "./lookalike.ts";

export interface Misspelling {
  /** The declared word. */
  readonly meant: string;
  /** One sentence for what is so and one for what to do. */
  readonly message: string;
}

// Commands of other bots that people use beside ours. They get silence, also where a slip would lead from one to us.
const OTHERS: ReadonlySet<string> = new Set(
  (
    "approve approved area azp backport bors build cancel cc check-cla cherry-pick cherrypick ci clear deploy deployment-status " +
    "e2e fix format good-first-issue help-wanted honk joke lgtm lifecycle lint lock-status meow merge milestone noop ok-to-test " +
    "packit pony preview publish queue rebase redeploy release-note remove-area remove-lgtm remove-lifecycle rerun rerun-all " +
    "restart retest retest-required rollback run shrug sig skip snapshot squash stale status test test-all triage unapprove uncc " +
    "unlgtm unstale update verify verified woof wip"
  ).split(" "),
);

/** The longest first word worth comparing; no command of ours is near that. */
const LONGEST = 48;

/**
 * The declared word that `word` (slash included, if there is one) nearly is, or undefined.
 * Near is: equal after look-alike letters and invisible characters are taken for what they look like; or one slip away
 * from a word of 4 to 7 letters, or two from a longer one. Paths and the commands of other bots are near nothing.
 */
export function misspelling(word: string, declared: readonly string[]): Misspelling | undefined {
  if (word.length > LONGEST) return undefined;
  const isAscii = /^[\u0021-\u007e]+$/.test(word);
  // A no-break space after the name (phones write it) comes out of the skeleton as a space.
  const seen = (isAscii ? word.toLowerCase() : skeleton(word)).replace(/ .*/s, "");
  if (!/^\/[^/]{2,}$/.test(seen)) return undefined;
  const name = seen.slice(1);
  if (declared.includes(name)) return isAscii ? undefined : alike(name);
  if (OTHERS.has(name)) return undefined;
  let best: { readonly meant: string; readonly slips: number } | undefined;
  for (const meant of declared) {
    const [from, to] = withoutCommonRemove(name, meant);
    const slips = distance({ from, to, most: allowed(to) });
    if (slips !== undefined && (best === undefined || slips < best.slips)) best = { meant, slips };
  }
  if (best === undefined) return undefined;
  return { meant: best.meant, message: `There is no such command. Did you mean /${best.meant}?` };
}

function alike(meant: string): Misspelling {
  const so = `It looks like /${meant}, but holds a character that is not plain ASCII.`;
  return { meant, message: `${so} Did you mean /${meant}? Then type it by hand.` };
}

// `/remove-help` is no slip of `/remove-hold`: what they share does not make them nearer.
function withoutCommonRemove(name: string, meant: string): readonly [string, string] {
  const shared = "remove-";
  return name.startsWith(shared) && meant.startsWith(shared)
    ? [name.slice(shared.length), meant.slice(shared.length)]
    : [name, meant];
}

function allowed(name: string): number {
  if (name.length < 4) return 0;
  return name.length < 8 ? 1 : 2;
}

/**
 * How many slips (a letter more, less, changed, or two neighbours swapped) lie between two words; undefined when more
 * than `most`. Optimal string alignment; both words are short (LONGEST).
 */
function distance(args: { readonly from: string; readonly to: string; readonly most: number }): number | undefined {
  const { from, to, most } = args;
  if (Math.abs(from.length - to.length) > most) return undefined;
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from.charAt(row - 1) === to.charAt(column - 1);
      const changed = at(last, column - 1) + (same ? 0 : 1);
      let slips = Math.min(changed, at(last, column) + 1, at(current, column - 1) + 1);
      if (from.charAt(row - 1) === to.charAt(column - 2) && from.charAt(row - 2) === to.charAt(column - 1)) {
        slips = Math.min(slips, at(before, column - 2) + 1);
      }
      current.push(slips);
    }
    before = last;
    last = current;
  }
  const slips = at(last, to.length);
  return slips <= most ? slips : undefined;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
