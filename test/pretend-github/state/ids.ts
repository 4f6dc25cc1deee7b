// Numeric ids, far apart for each kind so that a mixed-up id is not found; and node ids that name kind and number.
const KINDS = {
  user: { first: 1_001, prefix: "U" },
  bot: { first: 190_000_001, prefix: "BOT" },
  organization: { first: 60_001, prefix: "O" },
  team: { first: 4_400_001, prefix: "T" },
  repository: { first: 700_000_001, prefix: "R" },
  app: { first: 300_001, prefix: "A" },
  installation: { first: 50_000_001, prefix: "IN" },
  issue: { first: 2_100_000_001, prefix: "I" },
  pull: { first: 1_600_000_001, prefix: "PR" },
  comment: { first: 1_900_000_001, prefix: "IC" },
  review: { first: 1_700_000_001, prefix: "PRR" },
  reviewComment: { first: 1_500_000_001, prefix: "PRRC" },
  label: { first: 6_000_000_001, prefix: "LA" },
  reaction: { first: 210_000_001, prefix: "REA" },
  event: { first: 11_000_000_001, prefix: "EV" },
  checkRun: { first: 20_000_000_001, prefix: "CR" },
  checkSuite: { first: 19_000_000_001, prefix: "CS" },
  status: { first: 23_000_000_001, prefix: "SC" },
  release: { first: 130_000_001, prefix: "RE" },
  asset: { first: 140_000_001, prefix: "RA" },
  deployment: { first: 1_300_000_001, prefix: "DE" },
  deploymentStatus: { first: 2_400_000_001, prefix: "DES" },
  environment: { first: 1_200_001, prefix: "EN" },
  protectionRule: { first: 900_001, prefix: "GA" },
  run: { first: 7_000_000_001, prefix: "WFR" },
  job: { first: 18_000_000_001, prefix: "JOB" },
  artifact: { first: 3_300_000_001, prefix: "ART" },
  workflow: { first: 80_000_001, prefix: "W" },
  ruleset: { first: 800_001, prefix: "RRS" },
  activity: { first: 15_000_000_001, prefix: "RA" },
  delivery: { first: 160_000_000_001, prefix: "HD" },
  hook: { first: 400_000_001, prefix: "H" },
  milestone: { first: 9_000_001, prefix: "MI" },
} as const;

export type Kind = keyof typeof KINDS;

export interface Ids {
  next(kind: Kind): number;
}

export function startIds(): Ids {
  const last = new Map<Kind, number>();
  return {
    next(kind) {
      const id = last.has(kind) ? last.get(kind)! + 1 : KINDS[kind].first;
      last.set(kind, id);
      return id;
    },
  };
}

export function nodeId(kind: Kind, id: number): string {
  return `${KINDS[kind].prefix}_kwDO${Buffer.from(String(id)).toString("base64url")}`;
}

/** The inverse of {@link nodeId}; undefined for anything else. */
export function parseNodeId(text: string): { kind: Kind; id: number } | undefined {
  const match = /^([A-Z]+)_kwDO([\w-]+)$/.exec(text);
  const kind = (Object.keys(KINDS) as Kind[]).find((name) => KINDS[name].prefix === match?.[1]);
  const id = Number(Buffer.from(match?.[2] ?? "", "base64url").toString());
  return kind && Number.isSafeInteger(id) ? { kind, id } : undefined;
}
