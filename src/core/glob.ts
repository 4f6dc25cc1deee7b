// Globs, matched by an automaton that follows all branches at once: the cost is at most (characters of the path) x
// (characters of the glob), whatever the glob (design rule 15). No backtracking, no expansion of braces.
import { type GlobNode, readGlob, type Takes } from "./glob-syntax.ts";
import { bad, good, type Parsed } from "./parsed.ts";

/**
 * `*` any characters but `/`; `**` any characters; `**` as a whole segment before a slash: any folders, or none;
 * `?` one character but `/`; `[abc]`, `[a-z]`, `[!a]` one character; `{a,b}` one of several, may be nested;
 * `\x` the character x itself. Case counts. A leading dot is a character like any other.
 */
export interface Glob {
  readonly source: string;
  readonly states: readonly State[];
  readonly start: number;
}

/** A state takes one character and goes on, or goes on without one, or is the end. */
type State =
  | { readonly kind: "take"; readonly takes: Takes; readonly next: number }
  | { readonly kind: "fork"; readonly next: readonly number[] }
  | { readonly kind: "end" };

export const LONGEST_GLOB = 1024;

/** A glob, or what is wrong with it. */
export function parseGlob(source: string): Parsed<Glob> {
  if (source === "") return bad("A glob cannot be empty.");
  if (source.length > LONGEST_GLOB) return bad(`A glob has at most ${LONGEST_GLOB} characters.`);
  const nodes = readGlob(source);
  if (!nodes.ok) return bad(`In the glob ${JSON.stringify(source)}, ${nodes.reason}.`);
  const states: State[] = [{ kind: "end" }];
  const start = build(states, { nodes: nodes.value, next: 0 });
  return good({ source, states, start });
}

/** A glob for paths as git names them: what could never match one is a mistake, and an error. */
export function parsePathGlob(source: string): Parsed<Glob> {
  const shown = JSON.stringify(source);
  if (source.startsWith("!")) return bad(`${shown} begins with "!". There is no negation; use not_paths.`);
  if (/^\.{0,2}\//.test(source)) return bad(`${shown} begins with "/" or dots. Paths begin at the root without them.`);
  if (source.endsWith("/"))
    return bad(`${shown} matches no file. Write ${JSON.stringify(`${source}**`)} for all below.`);
  return parseGlob(source);
}

/** Appends states for `nodes`, which go on to `next`; from the last to the first, so that each knows where it leads. */
function build(states: State[], args: { readonly nodes: readonly GlobNode[]; readonly next: number }): number {
  return args.nodes.reduceRight((next, node) => buildNode(states, { node, next }), args.next);
}

function buildNode(states: State[], args: { readonly node: GlobNode; readonly next: number }): number {
  const { node, next } = args;
  const add = (state: State): number => states.push(state) - 1;
  switch (node.kind) {
    case "one":
      return add({ kind: "take", takes: node.takes, next });
    case "many": {
      const again = states.length + 1;
      add({ kind: "take", takes: node.takes, next: again });
      return add({ kind: "fork", next: [again - 1, next] });
    }
    case "folders": {
      const slash = add({ kind: "take", takes: (character) => character === "/", next });
      const some = buildNode(states, { node: { kind: "many", takes: () => true }, next: slash });
      return add({ kind: "fork", next: [some, next] });
    }
    case "either":
      return add({ kind: "fork", next: node.branches.map((nodes) => build(states, { nodes, next })) });
  }
}

/** Whether the whole text matches. */
export function matchesGlob(glob: Glob, text: string): boolean {
  return followGlob(glob, text).matches;
}

/** The same, with the number of states that were visited. */
export function followGlob(glob: Glob, text: string): { readonly matches: boolean; readonly steps: number } {
  let steps = 0;
  // seen[state] is the position for which it was entered last: each state is entered once for each character.
  const seen = new Int32Array(glob.states.length).fill(-1);
  const enter = (into: number[], args: { readonly state: number; readonly position: number }): void => {
    const waiting = [args.state];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (seen[index] === args.position) continue;
      seen[index] = args.position;
      steps++;
      const state = glob.states[index];
      if (state?.kind === "fork") waiting.push(...state.next);
      else into.push(index);
    }
  };
  let here: number[] = [];
  let position = 0;
  enter(here, { state: glob.start, position });
  for (const character of text) {
    position++;
    const there: number[] = [];
    for (const index of here) {
      steps++;
      const state = glob.states[index];
      if (state?.kind === "take" && state.takes(character)) enter(there, { state: state.next, position });
    }
    here = there;
    if (here.length === 0) break;
  }
  return { matches: here.some((index) => glob.states[index]?.kind === "end"), steps };
}
