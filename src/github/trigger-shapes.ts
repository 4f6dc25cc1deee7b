// Exactly the fields of webhook payloads that become triggers. What is not named here does not exist for us.
import * as z from "zod";
import { AppRef, Id, MaybeAccount, ShaText, Text, Time } from "./shapes.ts";

/** What every event about one repository has. `sender` is missing where GitHub itself acted. */
export const Envelope = z.object({
  action: z.string().optional(),
  installation: z.object({ id: Id }).optional(),
  repository: z.object({ id: Id, name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) }).optional(),
  sender: MaybeAccount,
});

const Number = z.number().int().positive();
const PullRef = z.object({ number: Number });
// The header that names the event is not signed, the body is: a body of another event is refused by what it holds.
const Absent = z.undefined().optional();

export const IssuesPayload = z.object({
  comment: Absent,
  issue: z.object({ number: Number, pull_request: z.unknown().optional() }),
});

export const CommentPayload = z.object({
  issue: z.object({ number: Number, pull_request: z.unknown().optional() }),
  comment: z.object({
    id: Id,
    node_id: z.string(),
    body: Text,
    user: MaybeAccount,
    performed_via_github_app: AppRef,
    created_at: Time,
  }),
});

export const PullPayload = z.object({
  review: Absent,
  comment: Absent,
  before: ShaText.optional(),
  pull_request: z.object({
    number: Number,
    head: z.object({ sha: ShaText }),
    base: z.object({ ref: z.string() }),
  }),
});

export const ReviewPayload = z.object({
  comment: Absent,
  pull_request: PullRef,
  review: z.object({
    id: Id,
    node_id: z.string(),
    body: Text,
    user: MaybeAccount,
    state: z
      .string()
      .toLowerCase()
      .pipe(z.enum(["approved", "changes_requested", "commented", "dismissed", "pending"])),
    commit_id: ShaText.nullish(),
    submitted_at: Time.nullish(),
  }),
});

const Run = { head_sha: ShaText, app: AppRef, pull_requests: z.array(PullRef).default([]) };
export const CheckRunPayload = z.object({
  check_run: z.object({
    ...Run,
    name: z.string(),
    check_suite: z.object({ head_branch: z.string().nullish() }).nullish(),
  }),
});
export const CheckSuitePayload = z.object({
  check_suite: z.object({ ...Run, head_branch: z.string().nullish() }),
});

export const StatusPayload = z.object({
  context: z.string(),
  sha: ShaText,
  branches: z.array(z.object({ name: z.string() })).default([]),
});

export const PushPayload = z.object({
  ref: z.string(),
  before: ShaText,
  after: ShaText,
  forced: z.boolean().default(false),
});

export const MergeGroupPayload = z.object({
  merge_group: z.object({ head_sha: ShaText, head_ref: z.string(), base_ref: z.string() }),
});

const ListedRepository = z.object({ id: Id, name: z.string().min(1), full_name: z.string().includes("/") });
/** Events of a whole installation may say whose it is. */
export const InstallationAccount = z.object({ installation: z.object({ account: MaybeAccount }) });

export const InstallationPayload = z.object({ repositories: z.array(ListedRepository).nullish() });
export const InstallationRepositoriesPayload = z.object({
  repositories_added: z.array(ListedRepository),
  repositories_removed: z.array(ListedRepository),
});

export const RepositoryEditedPayload = z.object({
  changes: z.object({ default_branch: z.unknown() }).partial().nullish(),
});

export type ListedRepository = z.infer<typeof ListedRepository>;
