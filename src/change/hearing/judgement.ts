// What can become of a command, and how standings decide it.
import type { Standing } from "../../core/people.ts";
import type { Unknown } from "../../core/known.ts";
import type { NewRecord } from "../records.ts";
import * as answers from "./answers.ts";

export type Judgement =
  | { readonly is: "done"; readonly record: NewRecord }
  | { readonly is: "refused"; readonly refusal: answers.Refusal }
  /** Judged again at the next look: something that it rests on could not be read. */
  | { readonly is: "later"; readonly whys: readonly Unknown[] }
  /** Not from a person who typed it: no answer at all. */
  | { readonly is: "ignored"; readonly refusal: answers.Refusal }
  | { readonly is: "asked"; readonly what: "explain" | "recheck" };

export const refused = (refusal: answers.Refusal): Judgement => ({ is: "refused", refusal });

/** The best of several standings decides; unknown is not no, and not yes. */
export function byStanding(args: {
  readonly standings: readonly Standing[];
  readonly roles: readonly string[];
  readonly then: () => Judgement;
}): Judgement {
  if (args.standings.some((one) => one.is === "holds" || one.is === "owns")) return args.then();
  const whys = args.standings.flatMap((one) => (one.is === "unknown" ? [one.why] : []));
  if (whys.length > 0) return { is: "later", whys };
  const invited = args.standings.flatMap((one) => (one.is === "no" && one.invited !== null ? [one.invited] : []));
  return refused(answers.noRole(args.roles, invited[0] ?? null));
}
