// Preview: a pull request that edits the policy is told what the edit would do, before it is merged. The pull request's own
// copy governs nothing (it is judged by the default branch's); here it is only tried, on changes that are open or were merged.
import type { Capability } from "../core/capability.ts";
import { decide } from "./decide.ts";
import { gather, type PreviewFacts, type TryPolicy } from "./facts.ts";

/** The room, with the way in which a policy is tried: by the decisions of the rooms that it governs. */
export function previewBy(tryPolicy: TryPolicy): Capability<null, PreviewFacts> {
  return {
    name: "preview",
    subjects: ["pull"],
    on: ["pull"],
    commands: [],
    config: null,
    gather: (turn, policy, reads) => gather({ turn, policy, reads, tryPolicy }),
    decide,
  };
}
