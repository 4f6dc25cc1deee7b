// A branch as GitHub shows it: its tip, and as much of its classic protection as may be seen without Administration.
import * as z from "zod";
import type { Ask } from "./ask.ts";
import { ShaText } from "./shapes.ts";

const BranchShape = z.object({
  commit: z.object({ sha: ShaText }),
  protected: z.boolean(),
  protection: z
    .object({
      enabled: z.boolean().optional(),
      required_status_checks: z
        .object({
          enforcement_level: z.string().optional(),
          contexts: z.array(z.string()).default([]),
          checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).default([]),
        })
        .optional(),
    })
    .optional(),
});

/** 1 call; unchanged answers are free. Throws `gone` for none. */
export type BranchNow = (name: string) => Promise<z.infer<typeof BranchShape>>;

export function branchReader(ask: Ask, asked: "once" | "always"): BranchNow {
  const answers = new Map<string, ReturnType<BranchNow>>();
  const read: BranchNow = async (branch) => {
    const { value } = await ask({
      route: "GET /repos/{owner}/{repo}/branches/{branch}",
      parameters: { branch },
      what: `branch ${branch} of ${ask.called}`,
      schema: BranchShape,
    });
    return value;
  };
  if (asked === "always") return read;
  return (branch) => {
    const known = answers.get(branch) ?? read(branch);
    answers.set(branch, known);
    // A question that failed may be asked again: a refusal is not an answer.
    known.catch(() => answers.delete(branch));
    return known;
  };
}
