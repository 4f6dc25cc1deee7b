// Labels of a repository, and on an issue or pull request.
import * as z from "zod";
import { createLabel, deleteLabel, editLabel, labelsFor, setLabels } from "../acts/issues.ts";
import { list } from "../http/page.ts";
import { found, invalid, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { labelByName } from "../state/issues.ts";
import type { Issue, Label } from "../state/issues.ts";
import { labelShape } from "../shapes/issue.ts";
import { demandOn, issueIn } from "./subject.ts";

const color = z.string().regex(/^[0-9a-fA-F]{6}$/);
const name = z.string().min(1).max(50);
const creation = z.strictObject({
  name,
  color: color.optional(),
  description: z.string().max(100).nullable().optional(),
});
const edit = z.strictObject({
  new_name: name.optional(),
  color: color.optional(),
  description: z.string().max(100).nullable().optional(),
});
const entry = z.union([
  z.string(),
  // The public preview's provenance: why an App set the label, and how sure it is.
  z.strictObject({
    name: z.string(),
    suggest: z.boolean().optional(),
    rationale: z.string().optional(),
    confidence: z.string().optional(),
  }),
]);
const listed = z.union([z.strictObject({ labels: z.array(entry).max(100) }), z.array(entry).max(100)]);

function labelIn(ask: RepositoryAsk): Label {
  return found(labelByName(ask.repository, ask.params["name"]!));
}

function namesOf(body: z.infer<typeof listed>): string[] {
  const entries = Array.isArray(body) ? body : body.labels;
  return entries.map((each) => (typeof each === "string" ? each : each.name));
}

function shapes(ask: RepositoryAsk, issue: Issue) {
  return json(issue.labels.map((label) => labelShape(ask.world, ask.repository, label)));
}

function change(ask: RepositoryAsk<z.infer<typeof listed>>, how: "add" | "replace") {
  const issue = issueIn(ask);
  demandOn(ask, issue, "write");
  // An unknown label is created: that is what GitHub does, and why callers look first.
  const named = labelsFor(ask.world, ask.repository, by(ask), namesOf(ask.body));
  const wanted = how === "add" ? [...issue.labels, ...named.filter((label) => !issue.labels.includes(label))] : named;
  if (wanted.length > 100)
    throw invalid({ resource: "Issue", field: "labels", code: "custom", message: "An issue has at most 100 labels" });
  setLabels(ask.world, { repository: ask.repository, issue }, by(ask), wanted);
  return shapes(ask, issue);
}

export const labelRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/labels",
    app: ["issues", "read"],
    user: "read",
    answer: (ask) => list(ask, ask.repository.labels, (label) => labelShape(ask.world, ask.repository, label)),
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/labels",
    app: ["issues", "write"],
    user: "write",
    body: creation,
    answer: (ask) => {
      if (labelByName(ask.repository, ask.body.name))
        throw invalid({ resource: "Label", code: "already_exists", field: "name" });
      return json(
        labelShape(ask.world, ask.repository, createLabel(ask.world, ask.repository, by(ask), ask.body)),
        201,
      );
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/labels/:name",
    app: ["issues", "read"],
    user: "read",
    answer: (ask) => json(labelShape(ask.world, ask.repository, labelIn(ask))),
  }),
  onRepository({
    on: "PATCH /repos/:owner/:repo/labels/:name",
    app: ["issues", "write"],
    user: "write",
    body: edit,
    answer: (ask) => {
      const label = labelIn(ask);
      const { new_name: fresh = label.name, color: paint = label.color, description } = ask.body;
      const taken = labelByName(ask.repository, fresh);
      if (taken && taken !== label) throw invalid({ resource: "Label", code: "already_exists", field: "name" });
      const wanted = {
        name: fresh,
        color: paint,
        description: description === undefined ? label.description : description,
      };
      editLabel(ask.world, ask.repository, by(ask), { label, ...wanted });
      return json(labelShape(ask.world, ask.repository, label));
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/labels/:name",
    app: ["issues", "write"],
    user: "write",
    answer: (ask) => {
      deleteLabel(ask.world, ask.repository, by(ask), labelIn(ask));
      return NOTHING;
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/:number/labels",
    app: null,
    user: "read",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "read");
      return list(ask, issue.labels, (label) => labelShape(ask.world, ask.repository, label));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/issues/:number/labels",
    app: null,
    user: "triage",
    body: listed,
    answer: (ask) => change(ask, "add"),
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/issues/:number/labels",
    app: null,
    user: "triage",
    body: listed,
    answer: (ask) => change(ask, "replace"),
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/:number/labels",
    app: null,
    user: "triage",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "write");
      setLabels(ask.world, { repository: ask.repository, issue }, by(ask), []);
      return NOTHING;
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/:number/labels/:name",
    app: null,
    user: "triage",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "write");
      const label = labelByName(ask.repository, ask.params["name"]!);
      if (!label || !issue.labels.includes(label)) throw new Refusal(404, "Label does not exist");
      const rest = issue.labels.filter((each) => each !== label);
      setLabels(ask.world, { repository: ask.repository, issue }, by(ask), rest);
      return shapes(ask, issue);
    },
  }),
];
