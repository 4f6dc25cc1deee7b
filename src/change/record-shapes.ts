// The shapes of what this room keeps in the ledger about a pull request: one for each kind of record. A key that comes
// later has a default, so that older records are still read.
import * as z from "zod";
import { readMerged, type Merged } from "../core/merged.ts";
import type { Json } from "../core/plan.ts";

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

const instant = z.int();

/** Where a command stands: comment or review, and the line in it. Line 0 is the review itself. */
const place = z.object({ channel: z.enum(["comment", "review"]), id: z.int(), line: z.int().min(0) });

const person = z.object({
  id: z.int(),
  login: z.string(),
  type: z.enum(["User", "Bot", "Organization", "Mannequin"]),
});

/** What an approval is for. It holds while this equals the present one (design rule 1). */
const tuple = z.object({
  /** How often the pull request was closed, made a draft or retargeted. */
  epoch: z.int().min(0),
  head: sha,
  base: z.string(),
  stackBase: z.string().nullable(),
  mergeBase: sha,
  policy: z.string(),
});

export type Tuple = z.infer<typeof tuple>;

/** A command on its way to a judgement: also what is kept of one that could not be judged yet. */
const spoken = z.object({
  name: z.string(),
  args: z.string(),
  because: z.string(),
  at: place,
  nodeId: z.string(),
  by: person,
  viaApp: z.boolean(),
  /** When it was written, by GitHub's clock. */
  createdAt: instant,
  /** A review's own commit. */
  commit: sha.nullable(),
  /** Hash of the text that was delivered, to see whether it still says so. */
  textHash: z.string(),
});

export type Spoken = z.infer<typeof spoken>;

/** `saidAt`: when it was written, by GitHub's clock. Deliveries come in any order; the latest intent is the one written last. */
const said = z.object({ at: place, because: z.string(), saidAt: instant });

/** What an approval is for beside the head, as our comment told it. The merge base is null where it could not be read. */
const terms = tuple.pick({ base: true, stackBase: true, policy: true }).extend({ mergeBase: sha.nullable() });

export type Terms = z.infer<typeof terms>;

/** Our comment as it was written; the conductor adds its id and GitHub's `updated_at`. */
const written = z.object({
  head: sha,
  /** Older records have none. */
  terms: terms.nullable().default(null),
  /** Hash of the body. */
  body: z.string(),
  /** Other open pull requests with this head, as the comment names them. */
  twins: z.array(z.int()),
  commentId: z.int(),
  updatedAt: instant,
});

/** Precedence: an emergency that is declared, then a standard change, else a normal one (spec: change, "Types"). */
export const CHANGE_TYPES = ["standard", "normal", "emergency"] as const;

export type ChangeType = (typeof CHANGE_TYPES)[number];

export const LEVELS = ["low", "medium", "high"] as const;

export type Level = (typeof LEVELS)[number];

/**
 * What a change was judged as, for whoever looks back at it. After a merge the last `change.decided` of the head says
 * it: `state`, `tuple`, `counted` (who approved, by id), and here the type with what its review needs. The policy's
 * words are kept as they were then, so that a later edit of the policy changes no review that is owed already.
 */
const judgedAs = z.object({
  type: z.enum(CHANGE_TYPES),
  /** Id of the author of the pull request; null when GitHub no longer knows the account. */
  author: z.int().nullable(),
  /** For a standard change: one in so many is reviewed after its merge; null where none is. */
  sample: z.int().min(1).nullable(),
  /** For an emergency: who declared it and why, for which issue, and who has to review it until when after the merge. */
  emergency: z
    .object({
      by: person,
      because: z.string(),
      incident: z.int(),
      /** A length of time, as in the policy: `2bd`. */
      reviewWithin: z.string(),
      /** Roles; the reviewer is neither author, declarer, approver, nor whom an approver stands in for. */
      reviewBy: z.array(z.string()),
    })
    .nullable(),
  /** Null where the policy asks nothing of it. */
  risk: z.object({ level: z.enum(LEVELS), points: z.int() }).nullable(),
  /** Folders that it touches, where the past counts towards risk; null where it does not, or they are too many. */
  folders: z.array(z.string()).nullable().default(null),
  /** Pull requests that its description says it undoes, or mends what they caused. */
  undoes: z.array(z.int()).default([]),
  /** Ids of those whom people that are counted stand in for: their voice, too, was part of the decision. */
  lenders: z.array(z.int()).default([]),
});

export type JudgedAs = z.infer<typeof judgedAs>;

/** In the place of an event's id: the repository's activity told of the push. */
export const BY_ACTIVITY = "activity";

export const SHAPES = {
  /** Somebody pushed this head; `by` is who. */
  "change.pushed": z.object({
    head: sha,
    /** Of the event that told of it: a head that comes back is pushed once more; or {@link BY_ACTIVITY}. Older records have none. */
    delivery: z.string().nullable().default(null),
  }),
  /** Our comment named this head, or these terms, for the first time since others: commands count from `updatedAt` on. */
  "change.announced": written,
  /** Our comment was rewritten, the head and the terms being the same. */
  "change.updated": written,
  "change.approval": z.object({
    at: place,
    because: z.string(),
    /** `review` is an approving review; a command in a review's body is a `command`. */
    source: z.enum(["command", "review"]),
    tuple,
    /** When it was written, by GitHub's clock: its life begins here. */
    saidAt: instant,
  }),
  /** A group of the merge queue, as its event told of it; on the group itself. */
  "change.group": z.object({ branch: z.string(), ref: z.string() }),
  /** This pull request is in the group with this head: what is decided of it concerns the group. */
  "change.queued": z.object({ group: sha }),
  "change.withdrawal": said,
  "change.rejection": said,
  "change.rejection-lift": said,
  "change.hold": said,
  /** `own`: the speaker's own holds; `all`: everybody's, by a role. */
  "change.unhold": said.extend({ lifts: z.enum(["own", "all"]) }),
  "change.vouch": z.object({ at: place, because: z.string(), commit: sha }),
  /** `/change-type`: `emergency` with its issue; `normal` takes every declaration before it back. */
  "change.type": said.extend({ type: z.enum(["emergency", "normal"]), incident: z.int().nullable() }),
  /** `/risk`: null takes back what the same person set. A level that lowers holds for `tuple` alone. */
  "change.risk": said.extend({ level: z.enum(LEVELS).nullable(), tuple: tuple.nullable() }),
  "change.stop": said,
  "change.resume": said,
  /** One stretch of one freeze does not hold for one head into one base, until then. */
  "change.override": said.extend({ freeze: z.string(), head: sha, base: z.string(), until: instant }),
  "change.override-lift": said.extend({ lifts: z.enum(["own", "all"]) }),
  /** Somebody stands in for `by` in this repository until then. On record about the repository and the pull request. */
  "change.delegation": said.extend({ to: person, until: instant }),
  /** Ends delegations: those by `from`, or by anybody; those to `to`, or to anybody. Ids. */
  "change.delegation-end": said.extend({ from: z.int().nullable(), to: z.int().nullable() }),
  /**
   * A `/undelegate-change` that could not be judged yet: what it may end is in doubt on every pull request. About the
   * repository, as the record is that it was refused, and that what it put in doubt holds.
   */
  "change.delegation-doubt": said.extend({ from: z.int().nullable(), to: z.int().nullable() }),
  "change.delegation-cleared": z.object({ at: place }),
  /** Whom we asked for a review: each once, since whoever took them off the list meant it. Ids. */
  "change.asked": z.object({ people: z.array(z.int()) }),
  /** Whoever owes the next move was told so in a comment of its own. */
  "change.reminded": z.object({ head: sha, code: z.string(), commentId: z.int(), updatedAt: instant }),
  /** Merged while a freeze was in force that it did not pass: an exception of that period. `by` is who merged it. */
  "change.merged-in-freeze": z.object({
    freeze: z.string(),
    from: instant,
    to: instant,
    mergedAt: instant,
    head: sha,
    base: z.string(),
    /** The merge commit. */
    commit: sha.nullable(),
    /** Our last word before the merge; null when there was none. */
    verdict: z.enum(["allow", "block", "wait", "unknown", "off"]).nullable(),
  }),
  "change.refusal": z.object({ at: place, command: z.string(), code: z.string(), title: z.string(), cure: z.string() }),
  /** A command that could not be judged yet: it is judged when we can, and not lost. */
  "change.pending": spoken,
  /** What was decided, and what the check says of it. One more whenever that changes. */
  "change.decided": z.object({
    state: z.enum(["allow", "block", "wait", "unknown", "off"]),
    code: z.string(),
    /** Hash of all that the check says. */
    says: z.string(),
    tuple: tuple.nullable(),
    /** Ids of the people that are counted. */
    counted: z.array(z.int()),
    /** Null where several pull requests share the head, where nothing could be found out, and in older records. */
    as: judgedAs.nullable().default(null),
    /** What was judged, also where several pull requests with one head were judged together. Older records have neither. */
    head: sha.nullable().default(null),
    base: z.string().nullable().default(null),
  }),
  /** What was merged, as it was found then: `core/merged.ts` has its shape. */
  "change.merged": z.custom<Merged>((data) => readMerged(data as Json) !== undefined),
} as const;

export type RecordKind = keyof typeof SHAPES;

export type RecordData<Kind extends RecordKind> = z.infer<(typeof SHAPES)[Kind]>;

export const RECORD_KINDS = Object.keys(SHAPES) as readonly RecordKind[];

export type Place = z.infer<typeof place>;
