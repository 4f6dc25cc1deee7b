// Rulesets: what binds a branch, from all levels together.
import * as z from "zod";
import { list } from "../http/page.ts";
import { found } from "../http/refusal.ts";
import { json, NOTHING, numberIn, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { fullName } from "../state/repositories.ts";
import { rulesOf } from "../state/requirements.ts";
import type { Rule, Ruleset } from "../state/protection.ts";
import type { Shape } from "../shapes/account.ts";
import { repositoryUrl } from "../shapes/repository.ts";

const READ = { app: ["metadata", "read"], user: "read" } as const;
const ADMIN = { app: ["administration", "write"], user: "admin" } as const;

const rulesetBody = z.strictObject({
  name: z.string(),
  target: z.literal("branch").optional(),
  enforcement: z.enum(["active", "evaluate", "disabled"]),
  conditions: z
    .strictObject({
      ref_name: z.strictObject({ include: z.array(z.string()), exclude: z.array(z.string()).optional() }),
    })
    .optional(),
  rules: z
    .array(z.strictObject({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
  bypass_actors: z.array(z.unknown()).optional(),
});

function rulesetShape(ask: RepositoryAsk, ruleset: Ruleset, detail: "short" | "full"): Shape {
  const url = `${repositoryUrl(ask.world, ask.repository)}/rulesets/${ruleset.id}`;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: "branch",
    source_type: "Repository",
    source: fullName(ask.repository),
    enforcement: ruleset.enforcement,
    node_id: `RRS_${ruleset.id}`,
    _links: { self: { href: url } },
    ...(detail === "full" && {
      conditions: { ref_name: { include: ruleset.include, exclude: [] } },
      rules: ruleset.rules,
    }),
  };
}

function rulesetIn(ask: RepositoryAsk): Ruleset {
  const id = numberIn(ask, "ruleset");
  return found(ask.repository.rulesets.find((each) => each.id === id));
}

function rulesetOf(body: z.infer<typeof rulesetBody>, id: number): Ruleset {
  const rules: Rule[] = (body.rules ?? []).map(({ type, parameters }) =>
    parameters ? { type, parameters } : { type },
  );
  const include = body.conditions?.ref_name.include ?? ["~DEFAULT_BRANCH"];
  return { id, name: body.name, enforcement: body.enforcement, include, rules };
}

export const ruleRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/rules/branches/:branch",
    ...READ,
    answer: (ask) =>
      list(ask, rulesOf(ask.repository, ask.params["branch"]!), ({ rule, ruleset }) => ({
        ...rule,
        ruleset_source_type: "Repository",
        ruleset_source: fullName(ask.repository),
        ruleset_id: ruleset.id,
      })),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/rulesets",
    ...READ,
    answer: (ask) => list(ask, ask.repository.rulesets, (each) => rulesetShape(ask, each, "short")),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/rulesets/:ruleset",
    ...READ,
    answer: (ask) => json(rulesetShape(ask, rulesetIn(ask), "full")),
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/rulesets",
    ...ADMIN,
    body: rulesetBody,
    answer: (ask) => {
      const ruleset = rulesetOf(ask.body, ask.world.ids.next("ruleset"));
      ask.repository.rulesets.push(ruleset);
      return json(rulesetShape(ask, ruleset, "full"), 201);
    },
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/rulesets/:ruleset",
    ...ADMIN,
    body: rulesetBody,
    answer: (ask) => {
      const before = rulesetIn(ask);
      const ruleset = rulesetOf(ask.body, before.id);
      ask.repository.rulesets.splice(ask.repository.rulesets.indexOf(before), 1, ruleset);
      return json(rulesetShape(ask, ruleset, "full"));
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/rulesets/:ruleset",
    ...ADMIN,
    answer: (ask) => {
      ask.repository.rulesets.splice(ask.repository.rulesets.indexOf(rulesetIn(ask)), 1);
      return NOTHING;
    },
  }),
];
