// Repositories: read, made, renamed, moved, deleted; their collaborators, topics and properties.
import * as z from "zod";
import {
  createRepository,
  deleteRepository,
  editRepository,
  forkRepository,
  transferRepository,
} from "../acts/repositories.ts";
import { list } from "../http/page.ts";
import { found, invalid } from "../http/refusal.ts";
import { by, json, NOTHING, onRepository, route } from "../http/route.ts";
import type { Ask, Route } from "../http/route.ts";
import { accountByLogin, noreplyOf } from "../state/accounts.ts";
import type { Account } from "../state/accounts.ts";
import { stamp } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import { branchTip } from "../state/repositories.ts";
import { userShape } from "../shapes/account.ts";
import { fullRepositoryShape, repositoryShape } from "../shapes/repository.ts";

const edit = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .optional(),
  description: z.string().nullable().optional(),
  private: z.boolean().optional(),
  archived: z.boolean().optional(),
  default_branch: z.string().optional(),
  has_issues: z.boolean().optional(),
  allow_merge_commit: z.boolean().optional(),
  allow_squash_merge: z.boolean().optional(),
  allow_rebase_merge: z.boolean().optional(),
  delete_branch_on_merge: z.boolean().optional(),
});

const create = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,100}$/),
  description: z.string().optional(),
  private: z.boolean().optional(),
  auto_init: z.boolean().optional(),
});

function createFor(ask: Ask<z.infer<typeof create>>, owner: Account) {
  const { name, description = null, private: hidden = false, auto_init: init = false } = ask.body;
  const repository = createRepository(ask.world, by(ask), { owner, name, description, private: hidden });
  if (repository === "taken")
    throw invalid({
      resource: "Repository",
      code: "custom",
      field: "name",
      message: "name already exists on this account",
    });
  if (init) repository.start({ "README.md": `# ${name}\n` });
  return json(fullRepositoryShape(ask.world, repository.made), 201);
}

export const repositoryRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo",
    app: ["metadata", "read"],
    user: "read",
    answer: (ask) => json(fullRepositoryShape(ask.world, ask.repository)),
  }),
  onRepository({
    on: "PATCH /repos/:owner/:repo",
    app: ["administration", "write"],
    user: "admin",
    body: edit,
    answer: (ask) => {
      const { default_branch: branch } = ask.body;
      if (branch !== undefined && branchTip(ask.repository, branch) === undefined) {
        throw invalid({ code: "invalid", field: "default_branch", message: `The branch ${branch} was not found.` });
      }
      editRepository(ask.world, ask.repository, by(ask), ask.body);
      return json(fullRepositoryShape(ask.world, ask.repository));
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo",
    app: ["administration", "write"],
    user: "admin",
    answer: (ask) => {
      deleteRepository(ask.world, ask.repository, by(ask));
      return NOTHING;
    },
  }),
  route({
    on: "POST /orgs/:org/repos",
    who: ["user"],
    body: create,
    answer: (ask) => createFor(ask, found(accountByLogin(ask.world, ask.params["org"]!))),
  }),
  route({ on: "POST /user/repos", who: ["user"], body: create, answer: (ask) => createFor(ask, by(ask).account) }),
  ...(["orgs", "users"] as const).map((kind) =>
    route({
      on: `GET /${kind}/:login/repos`,
      answer: (ask) => {
        const owner = found(accountByLogin(ask.world, ask.params["login"]!));
        const open = [...ask.world.repositories.values()].filter((each) => each.owner === owner && !each.private);
        return list(ask, open, (each) => repositoryShape(ask.world, each));
      },
    }),
  ),
  onRepository({
    on: "POST /repos/:owner/:repo/transfer",
    app: ["administration", "write"],
    user: "admin",
    body: z.strictObject({
      new_owner: z.string(),
      new_name: z.string().optional(),
      team_ids: z.array(z.int()).optional(),
    }),
    answer: (ask) => {
      const owner = accountByLogin(ask.world, ask.body.new_owner);
      if (!owner) throw invalid({ code: "invalid", field: "new_owner" });
      transferRepository(ask.world, ask.repository, by(ask), { owner, name: ask.body.new_name ?? ask.repository.name });
      return json(repositoryShape(ask.world, ask.repository), 202);
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/forks",
    app: ["administration", "write"],
    user: "read",
    body: z.strictObject({
      organization: z.string().optional(),
      name: z.string().optional(),
      default_branch_only: z.boolean().optional(),
    }),
    answer: (ask) => {
      const owner =
        ask.body.organization === undefined ? by(ask).account : accountByLogin(ask.world, ask.body.organization);
      if (!owner) throw invalid({ code: "invalid", field: "organization" });
      const fork = forkRepository(ask.world, ask.repository, by(ask), {
        owner,
        name: ask.body.name ?? ask.repository.name,
      });
      return json(fullRepositoryShape(ask.world, fork), 202);
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/topics",
    app: ["metadata", "read"],
    user: "read",
    answer: (ask) => json({ names: ask.repository.topics }),
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/topics",
    app: ["administration", "write"],
    user: "admin",
    body: z.strictObject({ names: z.array(z.string()) }),
    answer: (ask) => {
      ask.repository.topics = ask.body.names;
      return json({ names: ask.repository.topics });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/properties/values",
    app: ["metadata", "read"],
    user: "read",
    answer: (ask) => {
      const values = [...ask.repository.properties];
      return json(values.map(([name, value]) => ({ property_name: name, value })));
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/activity",
    app: ["contents", "read"],
    user: "read",
    answer: (ask) => {
      const kind = ask.query.get("activity_type");
      const ref = ask.query.get("ref");
      const wanted = ask.repository.activity.filter(
        (each) =>
          (kind === null || each.kind === kind) &&
          (ref === null || each.ref === ref || each.ref === `refs/heads/${ref}`),
      );
      return list(ask, wanted.toReversed(), (each) => ({
        id: each.id,
        node_id: nodeId("activity", each.id),
        before: each.before,
        after: each.after,
        ref: each.ref,
        timestamp: stamp(each.at),
        activity_type: each.kind,
        actor: each.actor && userShape(ask.world, each.actor),
      }));
    },
  }),
  route({
    on: "GET /user",
    who: ["user"],
    answer: (ask) => {
      const { account } = by(ask);
      return json({ ...userShape(ask.world, account), email: noreplyOf(account), name: account.name });
    },
  }),
];
