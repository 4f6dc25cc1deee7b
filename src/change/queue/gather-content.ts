// What an entry of the queue puts on its branch, and what its pull request does: trees by commit, kept for good.
import { known, ReadError } from "../../core/known.ts";
import type { Reads } from "../../core/reads.ts";
import type { Sha } from "../../core/refs.ts";
import { isBelowNeeded, textsNeeded, type Content, type Texts } from "./content.ts";

type ContentReads = Pick<Reads, "mergeBase" | "changedEntries" | "file">;

/**
 * One read for the merge base; of the trees, which is bounded, two for each folder that differs; and three for each file
 * that both sides changed, of which there may be ten. An entry's commits never change, so they are read once.
 */
export async function contentOf(args: {
  readonly base: Sha;
  readonly head: Sha;
  readonly pull: { readonly head: Sha };
  readonly reads: ContentReads;
}): Promise<Content> {
  const { base, head, pull, reads } = args;
  const mergeBase = await reads.mergeBase(base, pull.head);
  const [side, result] = await Promise.all([
    reads.changedEntries(mergeBase, pull.head),
    reads.changedEntries(base, head),
  ]);
  const below = isBelowNeeded({ side, result }) ? await reads.changedEntries(mergeBase, base) : [];
  const texts = new Map<string, Texts | null>();
  for (const path of textsNeeded({ side, result, below })) {
    const [before, ours, theirs] = await Promise.all(
      [mergeBase, base, pull.head].map((commit) => textAt(path, commit, reads)),
    );
    const isWhole = typeof before === "string" && typeof ours === "string" && typeof theirs === "string";
    texts.set(path, isWhole ? { before, ours, theirs } : null);
  }
  return { side, result, below, texts };
}

/** Null for what no second look would show as text either: a binary, or more than GitHub prints. */
async function textAt(path: string, commit: Sha, reads: ContentReads): Promise<string | null> {
  const text = await known(reads.file(path, commit));
  if (text.known) return text.value;
  const { failure, what, message } = text.why;
  if (failure === "refused" || failure === "malformed") return null;
  throw new ReadError({ failure, what, message });
}
