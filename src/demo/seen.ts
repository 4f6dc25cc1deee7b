// What stands on GitHub, read as a person would read it.
import * as z from "zod";
import type { Person } from "./person.ts";

const Issue = z.object({ title: z.string(), body: z.string().nullable(), state: z.string() });
const Labels = z.array(z.object({ name: z.string() }));
const Comments = z.array(z.object({ body: z.string(), user: z.object({ login: z.string() }).nullable() }));
const Checks = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      output: z.object({ title: z.string().nullable() }),
    }),
  ),
});

export async function readIssue(who: Person, repository: string, number: number) {
  const answer = await who.get(`/repos/${repository}/issues/${number}`).catch(() => null);
  if (answer === null) return undefined;
  const { title, body, state } = Issue.parse(answer);
  return { title, body: body ?? "", state };
}

export async function readLabels(who: Person, repository: string, number: number): Promise<string[]> {
  return Labels.parse(await who.get(`/repos/${repository}/issues/${number}/labels`)).map(({ name }) => name);
}

export async function readComments(who: Person, repository: string, number: number) {
  const comments = Comments.parse(await who.get(`/repos/${repository}/issues/${number}/comments?per_page=100`));
  return comments.map(({ body, user }) => ({ body, ours: user?.login === "lamplighter[bot]" }));
}

export async function readChecks(who: Person, repository: string, sha: string) {
  const { check_runs } = Checks.parse(await who.get(`/repos/${repository}/commits/${sha}/check-runs`));
  return check_runs.map(({ name, status, conclusion, output }) => ({
    name,
    status,
    conclusion,
    title: output.title ?? "",
  }));
}
