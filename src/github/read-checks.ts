// Checks and statuses on a commit, and what a branch requires of them.
import * as z from "zod";
import { known } from "../core/known.ts";
import type { Requirement } from "../core/branch.ts";
import type { Known } from "../core/known.ts";
import type { Reads } from "../core/reads.ts";
import type { Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { all } from "./pages.ts";
import type { BranchNow } from "./read-branch.ts";
import { AppRef, Id, MaybeAccount, Text, Time } from "./shapes.ts";

const CheckShape = z.object({
  id: Id,
  name: z.string(),
  app: AppRef,
  status: z.string(),
  conclusion: z.string().nullable(),
  external_id: Text,
  output: z.object({ title: Text, summary: Text }),
  completed_at: Time.nullish(),
  check_suite: z.object({ id: Id }).nullish(),
});
const StatusShape = z.object({ id: Id, context: z.string(), state: z.string(), creator: MaybeAccount });
const Rule = z.object({ type: z.string(), ruleset_id: z.number().optional(), parameters: z.unknown().optional() });
const RequiredByRule = z.object({
  required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.number().nullish() })),
});
export type CheckShape = z.infer<typeof CheckShape>;
type CheckReads = Pick<Reads, "checkRuns" | "statuses" | "requirement">;

/** One source's view: ours is required by it with this pin, it is not, or the source does not tell. */
type Demand = { readonly is: "required"; readonly app: number | null } | { readonly is: "none" | "unknown" };

/** One call for each 100; `only` narrows it to one name of one App. */
export function readChecks(
  ask: Ask,
  sha: Sha,
  only: { readonly check_name?: string; readonly app_id?: number } = {},
): Promise<readonly CheckShape[]> {
  return all(ask, {
    route: "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    parameters: { ref: sha, ...only },
    what: `checks on ${sha.slice(0, 12)} of ${ask.called}`,
    item: CheckShape,
    under: "check_runs",
    key: (run) => run.id,
  });
}

export function checkReads(ask: Ask, app: () => Promise<{ readonly id: number }>, branchNow: BranchNow): CheckReads {
  return {
    async checkRuns(sha) {
      return (await readChecks(ask, sha)).map((run) => ({
        id: run.id,
        name: run.name,
        app: run.app ? { id: run.app.id, slug: run.app.slug ?? "" } : null,
        status: run.status,
        conclusion: run.conclusion,
        externalId: run.external_id,
        title: run.output.title,
        completedAt: run.completed_at ?? null,
        suite: run.check_suite?.id ?? null,
      }));
    },

    /** One call for each 100, twice beyond 100. Only the newest of each context counts, and GitHub lists it first. */
    async statuses(sha) {
      const statuses = await all(ask, {
        route: "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
        parameters: { ref: sha },
        what: `statuses of ${sha.slice(0, 12)} in ${ask.called}`,
        item: StatusShape,
        key: (status) => status.id,
      });
      const newest = new Map<string, z.infer<typeof StatusShape>>();
      for (const status of statuses) if (!newest.has(status.context)) newest.set(status.context, status);
      return [...newest.values()].map(({ context, state, creator }) => ({ context, state, by: creator }));
    },

    /** 2 calls, and one that is kept for the App's id. What we may not see is `unknown`, never "no" (CHK-01). */
    async requirement(branch, check): Promise<Requirement> {
      const { id } = await app();
      const rules = printDemands(await known(demandsOfRules(ask, branch, check)));
      const classic = printDemands(
        await known(demandOfProtection(branchNow, branch, check).then((demand) => [demand])),
      );
      return weigh([...rules, ...classic], id);
    },
  };
}

function printDemands(demands: Known<readonly Demand[]>): readonly Demand[] {
  return demands.known ? demands.value : [{ is: "unknown" }];
}

/** Rulesets of every level that apply to the branch: readable with metadata alone, so this source is whole. */
async function demandsOfRules(ask: Ask, branch: string, check: string): Promise<readonly Demand[]> {
  const rules = await all(ask, {
    route: "GET /repos/{owner}/{repo}/rules/branches/{branch}",
    parameters: { branch },
    what: `rules of ${branch} in ${ask.called}`,
    item: Rule,
    key: (rule) => JSON.stringify([rule.type, rule.ruleset_id, rule.parameters]),
  });
  const demands = rules.flatMap((rule): Demand[] => {
    if (rule.type !== "required_status_checks") return [];
    const parsed = RequiredByRule.safeParse(rule.parameters);
    if (!parsed.success) return [{ is: "unknown" }];
    const ours = parsed.data.required_status_checks.filter(({ context }) => context === check);
    return ours.map(({ integration_id }) => ({ is: "required", app: integration_id ?? null }));
  });
  return demands.length > 0 ? demands : [{ is: "none" }];
}

/** Classic protection, as far as it shows without Administration: a check that it names is required, silence proves nothing. */
async function demandOfProtection(branchNow: BranchNow, branch: string, check: string): Promise<Demand> {
  const value = await branchNow(branch);
  const { protection } = value;
  if (!value.protected || protection?.enabled === false) return { is: "none" };
  const required = protection?.required_status_checks;
  if (!required || required.enforcement_level === "off") return { is: "unknown" };
  const pinned = required.checks.find(({ context }) => context === check);
  if (pinned) return { is: "required", app: pinned.app_id ?? null };
  return required.contexts.includes(check) ? { is: "required", app: null } : { is: "unknown" };
}

/** All sources must be content for a merge, so one that pins our App is enough to be pinned. */
function weigh(demands: readonly Demand[], app: number): Requirement {
  const required = demands.flatMap((demand) => (demand.is === "required" ? [demand.app] : []));
  if (required.includes(app)) return { required: "yes", pinned: "yes" };
  const unclear = demands.some((demand) => demand.is === "unknown");
  if (required.length > 0) return { required: "yes", pinned: unclear ? "unknown" : "no" };
  return unclear ? { required: "unknown", pinned: "unknown" } : { required: "no", pinned: "no" };
}
