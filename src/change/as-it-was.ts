// A pull request of the past, as it stood at an instant: what simulation decides on. What GitHub keeps no history of
// (who holds a role, what CODEOWNERS resolves to, the conclusions of checks) is as it is today.
import type { Json } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { OpenPull } from "../core/pull.ts";
import type { LedgerRecord, Reads } from "../core/reads.ts";
import type { Instant } from "../core/refs.ts";

/** One hash for every policy: in a simulation approvals are for the change, and the policy is what is asked about. */
const ANY_POLICY = "simulated";

/** The policy to judge the past by: approvals that were given under another one hold as they did then. */
export function forThePast<Config>(state: PolicyState<Config>): PolicyState<Config> {
  return state.is === "ok" ? { is: "ok", policy: { ...state.policy, hash: ANY_POLICY } } : state;
}

/**
 * Reads that answer as at `at`, when `pull` was open: its state, its base's tip, what was said and kept until then. For
 * one that is open now `at` is now. Commands that were never recorded are not heard; approving reviews are, where the
 * policy counts them.
 */
export function asItWas(args: { readonly reads: Reads; readonly pull: OpenPull; readonly at: Instant }): Reads {
  const { reads, pull, at } = args;
  const { number, base } = pull;
  const isPast = pull.mergedAt !== null;
  const until = isPast ? at : Infinity;
  return {
    ...reads,
    pull: async (asked) => {
      const found = await reads.pull(asked);
      return asked === number ? { ...found, state: "open", merged: false, mergedAt: null, mergeCommit: null } : found;
    },
    // Whoever shared its head then is not known now.
    openPulls: () => Promise.resolve([]),
    openHeads: () => Promise.resolve([]),
    branch: (name) => (isPast && name === base.ref ? Promise.resolve({ sha: base.sha }) : reads.branch(name)),
    // The merge itself closed it.
    epochEvents: async (asked) => (await reads.epochEvents(asked)).filter((event) => event.at < until),
    reviews: async (asked) => (await reads.reviews(asked)).filter((review) => review.submittedAt <= until),
    // An incident that is over was open when it was named.
    issue: async (asked) => ({ ...(await reads.issue(asked)), state: "open" }),
    records: async (subject, kinds, { last, ...bounds } = {}) => {
      const all = await reads.records(subject, kinds, bounds);
      const then = all.filter((record) => isOfThen(record, until)).map(underAnyPolicy);
      return announcedAtLeastOnce(last === undefined ? then : then.slice(-last), pull);
    },
  };
}

/** Written by then, by GitHub's clock where it is known; what was found at the merge came after it. */
function isOfThen({ kind, at: recordedAt, data }: LedgerRecord, at: Instant): boolean {
  if (kind === "change.merged" || kind === "change.merged-in-freeze") return false;
  const said = isObject(data) ? data["saidAt"] : undefined;
  return (typeof said === "number" ? said : recordedAt) <= at;
}

function underAnyPolicy(record: LedgerRecord): LedgerRecord {
  const { data } = record;
  if (!isObject(data)) return record;
  const { tuple, terms } = data;
  const under = {
    ...(isObject(tuple) && { tuple: { ...tuple, policy: ANY_POLICY } }),
    ...(isObject(terms) && { terms: { ...terms, policy: ANY_POLICY } }),
  };
  return { ...record, data: { ...data, ...under } };
}

/** Before we came nobody announced a head: then its reviews count as if it had been announced from the beginning. */
function announcedAtLeastOnce(
  records: readonly LedgerRecord[],
  { head, createdAt }: OpenPull,
): readonly LedgerRecord[] {
  if (records.some(({ kind }) => kind === "change.announced")) return records;
  const data = { head: head.sha, body: "", twins: [], commentId: 0, updatedAt: createdAt };
  return [{ sequence: 0, at: createdAt, kind: "change.announced", by: null, data }, ...records];
}

function isObject(data: Json | undefined): data is { [key: string]: Json } {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
