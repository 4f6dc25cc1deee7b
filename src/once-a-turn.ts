// One question, one answer a turn: what every room asks about the repository itself is asked of GitHub once, so that all
// of them decide on the same policy commit, and a quiet turn stays cheap.
import type { Reads } from "./core/reads.ts";

/** The repository, its branches, and files by commit. What a plan may change in between is not among them. */
export function onceATurn(reads: Reads): Reads {
  return {
    ...reads,
    repository: once(() => reads.repository()),
    branch: once((name: string) => reads.branch(name)),
    file: once((path: string, commit: string) => reads.file(path, commit)),
    organisationFile: once((path: string) => reads.organisationFile(path)),
    app: once(() => reads.app()),
  };
}

/** A question that failed may be asked again: a refusal is not an answer. */
function once<Asked extends readonly string[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(...asked);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
