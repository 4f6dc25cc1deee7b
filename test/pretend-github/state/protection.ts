// What a branch demands: classic protection by branch name, and rulesets by pattern.
export interface RequiredCheck {
  readonly context: string;
  /** The only App whose check counts; null for any source. */
  readonly appId: number | null;
}

export interface Protection {
  requiredChecks: { strict: boolean; checks: RequiredCheck[] } | null;
  requiredReviews: { count: number; codeOwners: boolean; dismissStale: boolean } | null;
  enforceAdmins: boolean;
  allowForcePushes: boolean;
  allowDeletions: boolean;
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  /** `~DEFAULT_BRANCH`, `~ALL` or patterns as in `refs/heads/release/*`. */
  readonly include: readonly string[];
  readonly enforcement: "active" | "evaluate" | "disabled";
  readonly rules: readonly Rule[];
}

/** In GitHub's own shape: `{type: "required_status_checks", parameters: {...}}`. */
export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export function rulesetApplies(ruleset: Ruleset, branch: string, defaultBranch: string): boolean {
  if (ruleset.enforcement !== "active") return false;
  return ruleset.include.some((pattern) => {
    if (pattern === "~ALL") return true;
    if (pattern === "~DEFAULT_BRANCH") return branch === defaultBranch;
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replaceAll("**", "\0").replaceAll("*", "[^/]*").replaceAll("\0", ".*")}$`).test(
      `refs/heads/${branch}`,
    );
  });
}

/** The checks that a ruleset demands, read from GitHub's shape. */
export function checksOfRule(rule: Rule): RequiredCheck[] {
  const listed = rule.type === "required_status_checks" ? rule.parameters?.["required_status_checks"] : undefined;
  if (!Array.isArray(listed)) return [];
  return (listed as { context: string; integration_id?: number }[]).map((check) => ({
    context: check.context,
    appId: check.integration_id ?? null,
  }));
}
