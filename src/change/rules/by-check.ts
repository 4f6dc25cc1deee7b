// Predicates on checks and signatures. GitHub lets `neutral` and `skipped` pass; here only what the policy accepts does.
import * as z from "zod";
import { given, no, unknown, yes, type Answer, type Matter, type Predicate } from "./predicate.ts";

const CONCLUSIONS = ["success", "neutral", "skipped", "failure", "cancelled", "timed_out", "action_required"] as const;

const checkName = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => !name.startsWith("lamplighter/change"), "a check cannot wait for itself");

const demand = z.union(
  [
    checkName,
    z.strictObject({
      name: checkName.describe("Of a check run or a status; a workflow's job has the job's name."),
      app: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,98}$/, "an App's slug, like github-actions, or its id in quotes")
        .optional()
        .describe("Only runs of this App count, and no status: its slug, as in github-actions, or its id."),
      conclusions: z
        .array(z.enum(CONCLUSIONS))
        .min(1)
        .default(["success"])
        .describe("Which conclusions are accepted; a status knows success and failure."),
    }),
  ],
  { error: "a check's name, or { name, app, conclusions }" },
);

type Demand = z.infer<typeof demand>;

type Result = "accepted" | "running" | "refused";

export const checks: Predicate<Demand[]> = {
  setting: z.array(demand).max(50),
  holds: "Each of these checks or statuses has run on the head, and all that have its name ended as accepted.",
  example: "[test, { name: build, app: github-actions, conclusions: [success, skipped] }]",
  asks: ["statuses"],
  judge(asked, matter): Answer {
    const answers = asked.map((one) => judgeOne(typeof one === "string" ? { name: one } : one, matter));
    const whys = answers.flatMap((one) => (one.is === "unknown" ? one.whys : []));
    if (whys.length > 0) return unknown(...whys);
    const failed = answers.find((one) => one.is === "no" && one.owes === undefined);
    const first = failed ?? answers.find((one) => one.is === "no");
    return first ?? yes("check", answers.map((one) => (one.is === "yes" ? one.title : "")).join(" "));
  },
};

function judgeOne(
  one: { readonly name: string; readonly app?: string | undefined; readonly conclusions?: readonly string[] },
  { checkRuns, statuses }: Matter,
): Answer {
  const { name, app, conclusions = ["success"] } = one;
  return given(checkRuns, (runs) =>
    given(statuses, (posted) => {
      const results: Result[] = [
        ...runs
          .filter(
            (run) => run.name === name && (app === undefined || run.app?.slug === app || String(run.app?.id) === app),
          )
          .map((run): Result => {
            if (run.status !== "completed") return "running";
            return conclusions.includes(run.conclusion ?? "") ? "accepted" : "refused";
          }),
        ...posted
          .filter((status) => status.context === name && app === undefined)
          .map(({ state }): Result => {
            if (state === "pending") return "running";
            return conclusions.includes(state === "error" ? "failure" : state) ? "accepted" : "refused";
          }),
      ];
      const by = app === undefined ? "" : ` by ${app}`;
      if (results.includes("refused")) {
        return no({
          code: "check-failed",
          title: `Check ${name}${by} did not succeed on this head.`,
          cure: "Mend what it found, or run it again.",
        });
      }
      if (results.length === 0 || results.includes("running")) {
        return no({
          code: "check-running",
          title: `Check ${name}${by} has not succeeded on this head yet.`,
          cure: "Wait for it, or start it.",
          owes: `check ${name}`,
        });
      }
      return yes("check", `Check ${name}${by} ${conclusions.join() === "success" ? "succeeded" : "ended as asked"}.`);
    }),
  );
}

export const signed: Predicate<boolean> = {
  setting: z.boolean(),
  holds: "true: GitHub has verified the signature of every commit; false: some commit's it has not.",
  example: "true",
  asks: ["commits"],
  judge: (asked, { commits }) =>
    given(commits, (all) => {
      const other = all.find((commit) => !commit.verified);
      const isSigned = other === undefined && all.length > 0;
      const title = isSigned
        ? "Every commit has a verified signature."
        : `Commit ${other?.sha.slice(0, 12) ?? ""} has no verified signature.`;
      if (isSigned === asked) return yes("signed", title);
      return no({
        code: "not-signed",
        title,
        cure: asked ? "Sign every commit, with a key that GitHub knows." : "Push a commit without a signature.",
      });
    }),
};
