// Questions about the graph of commits: ancestors, merge base, what one head has that another has not.
import { commitAt } from "./objects.ts";
import type { Objects, Sha } from "./objects.ts";

/** A commit and everything before it. */
export function ancestors(objects: Objects, head: Sha): Set<Sha> {
  const seen = new Set<Sha>();
  const open = [head];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (seen.has(sha)) continue;
    seen.add(sha);
    open.push(...commitAt(objects, sha).parents);
  }
  return seen;
}

export function isAncestor(objects: Objects, older: Sha, newer: Sha): boolean {
  return ancestors(objects, newer).has(older);
}

/** The best common ancestor; of several (a criss-cross) the youngest. Undefined for unrelated histories. */
export function mergeBase(objects: Objects, one: Sha, other: Sha): Sha | undefined {
  const behind = ancestors(objects, one);
  const best: Sha[] = [];
  const seen = new Set<Sha>();
  const open = [other];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (seen.has(sha)) continue;
    seen.add(sha);
    if (behind.has(sha)) best.push(sha);
    else open.push(...commitAt(objects, sha).parents);
  }
  const dominated = new Set<Sha>();
  if (best.length > 1) {
    for (const sha of best) {
      for (const older of ancestors(objects, sha)) if (older !== sha) dominated.add(older);
    }
  }
  const candidates = best.filter((sha) => !dominated.has(sha));
  const age = (sha: Sha): number => commitAt(objects, sha).committer.at;
  return candidates.sort((a, b) => age(b) - age(a) || (a < b ? -1 : 1))[0];
}

/** All commits reachable from `head` and not from `without`, parents before children. */
export function commitsBetween(objects: Objects, without: Sha | null, head: Sha): Sha[] {
  const hidden = without === null ? new Set<Sha>() : ancestors(objects, without);
  const done = new Set<Sha>();
  const order: Sha[] = [];
  const open: { sha: Sha; ready: boolean }[] = [{ sha: head, ready: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { sha, ready } = next;
    if (ready) {
      order.push(sha);
      continue;
    }
    if (done.has(sha) || hidden.has(sha)) continue;
    done.add(sha);
    open.push({ sha, ready: true });
    for (const parent of [...commitAt(objects, sha).parents].reverse()) open.push({ sha: parent, ready: false });
  }
  return order;
}
