// The policy of the demo, as its maintainer commits it.

export const POLICY = `# The smallest useful policy: who may approve, and what triage does.
version: 1
roles:
  maintainers: { permission: maintain }
triage:
  rules:
    - { name: crash, if: { any: [title, body], matches: "(?i)segfault|panic:|core dumped" }, add: [crash] }
    - { name: API, if: { form: bug.yml, field: component, is: API }, add: [area/api] }
  needs_triage: needs-triage
  severity: { labels: { 1: sev/1, 2: sev/2, 3: sev/3, 4: sev/4 } }
change:
  approvals: { count: 1, from: [maintainers] }
  types: { emergency: { declare: [maintainers] } }
`;

/** The same with a freeze that has begun: freezes are no part of what an approval rests on. */
export function frozenPolicy(now: number): string {
  const day = 86_400_000;
  const local = (instant: number): string => new Date(instant).toISOString().slice(0, 16);
  return `${POLICY}  freezes:
    - { name: closing, from: "${local(now - day)}", to: "${local(now + day)}", zone: UTC, allow: [emergency] }
`;
}
