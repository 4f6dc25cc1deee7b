// What an event on a pull request of 30 files and 10 commits costs in requests, beside policy-bot's for the same event.
// usage: npm run bench:change-cost
// policy-bot is not run: its requests are counted from its source at fc09d7a (October 2024), for a policy that asks the
// same (changed files, approvals by comment and review, no contributors, `invalidate_on_push`):
//   ConfigFetcher.ConfigForRepositoryBranch 1, GitHubContext.ChangedFiles 1 (ListFiles), loadPagedData 1 (comments and
//   reviews, GraphQL), loadRawCommits 1 (GraphQL), loadPushedAt 1 (ListStatuses); IssueComment.Handle 1 more
//   (PullRequests.Get); CollaboratorPermission 1 for each candidate; PostStatus 1.
import { costs, type Cost } from "../test/app/spending.ts";

const POLICY_BOT: Readonly<Record<string, { readonly reads: number | null; readonly writes: number }>> = {
  opened: { reads: 5, writes: 1 },
  edited: { reads: 5, writes: 1 },
  approved: { reads: 6, writes: 1 },
  reviewed: { reads: 5, writes: 1 },
  pushed: { reads: 5, writes: 1 },
  "a tick": { reads: null, writes: 0 },
};

function row({ event, cold, warm }: Cost): string {
  const theirs = POLICY_BOT[event];
  const cells = [
    event,
    cold.look.length + 1,
    cold.roles.length,
    cold.catchUp.length + cold.beforeWrites.length,
    cold.writes.length,
    warm.look.length + warm.catchUp.length,
    warm.counted,
    theirs?.reads ?? "-",
    theirs?.writes ?? "-",
  ];
  return `| ${cells.join(" | ")} |`;
}

const heads = [
  "event",
  "reads cold",
  "roles",
  "beside",
  "writes",
  "reads again",
  "of these counted",
  "policy-bot: reads",
  "writes",
];
console.log(`| ${heads.join(" | ")} |`);
console.log(`|${heads.map(() => "---").join("|")}|`);
for (const one of await costs()) console.log(row(one));
