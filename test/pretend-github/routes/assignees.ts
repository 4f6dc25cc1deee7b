// Who an issue or pull request is assigned to.
import * as z from "zod";
import { setAssignees } from "../acts/issues.ts";
import { found, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { accountByLogin } from "../state/accounts.ts";
import { atLeast, roleIn } from "../state/authority.ts";
import { fullIssueShape } from "../shapes/issue.ts";
import { demandOn, issueIn, peopleNamed } from "./subject.ts";

const whoAssigns = z.strictObject({ assignees: z.array(z.string()).max(10) });

function assign(ask: RepositoryAsk<z.infer<typeof whoAssigns>>, how: "add" | "remove") {
  const issue = issueIn(ask);
  demandOn(ask, issue, "write");
  // Who cannot be assigned is passed over in silence, as at GitHub.
  const named = peopleNamed(ask, ask.body.assignees).filter((each) => isAssignable(ask, each.id));
  const others = issue.assignees.filter((each) => !named.includes(each));
  const wanted =
    how === "add" ? [...issue.assignees, ...named.filter((each) => !issue.assignees.includes(each))] : others;
  setAssignees(ask.world, { repository: ask.repository, issue }, by(ask), wanted.slice(0, 10));
  return json(fullIssueShape(ask.world, ask.repository, issue), how === "add" ? 201 : 200);
}

/** Those with access, and the author or commenter of a public repository's issue. */
function isAssignable(ask: RepositoryAsk, id: number): boolean {
  const account = ask.world.accounts.get(id);
  if (!account || account.type === "Organization") return false;
  const { owner, collaborators } = ask.repository;
  const known = owner === account || collaborators.has(id) || owner.organization?.members.has(id) === true;
  const spoke = [...ask.repository.issues.values()].some(
    (issue) => issue.author === account || issue.comments.some((comment) => comment.by.account === account),
  );
  return (known && atLeast(roleIn(ask.world, ask.repository, account).level, "read")) || spoke;
}

export const assigneeRoutes: readonly Route[] = [
  onRepository({
    on: "POST /repos/:owner/:repo/issues/:number/assignees",
    app: null,
    user: "triage",
    body: whoAssigns,
    answer: (ask) => assign(ask, "add"),
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/:number/assignees",
    app: null,
    user: "triage",
    body: whoAssigns,
    answer: (ask) => assign(ask, "remove"),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/assignees/:login",
    app: ["issues", "read"],
    user: "read",
    answer: (ask) => {
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      if (!isAssignable(ask, account.id)) throw new Refusal(404, "Not Found");
      return NOTHING;
    },
  }),
];
