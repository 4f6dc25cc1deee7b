// What GitHub's refusals mean. Octokit's own errors carry requests and headers, so they end here: only status, route
// and GitHub's cleaned sentence go on (TEN-05).
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { ReadFailureKind } from "../core/known.ts";
import { withoutSecrets } from "../core/secrets.ts";
import type { Instant } from "../core/refs.ts";

/** GitHub's answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

const Failed = z.object({
  response: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])),
    data: z.unknown(),
  }),
});
const Message = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() });

/** The answer inside an error that Octokit threw; undefined when none came: a broken line, a timeout. */
export function answerIn(error: unknown): Answer | undefined {
  const parsed = Failed.safeParse(error);
  if (!parsed.success) return undefined;
  const { status, headers, data } = parsed.data.response;
  return { status, data, headers: textHeaders(headers) };
}

/** Octokit types some headers as numbers; here they are what came over the wire. */
export function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** GitHub's sentence and the codes of its validation errors, without anything that looks like a credential. */
export function sentenceOf(answer: Answer): string {
  const parsed = Message.safeParse(answer.data);
  if (!parsed.success) return "no reason given";
  const details = parsed.data.errors?.map((error) => (typeof error === "string" ? error : JSON.stringify(error)));
  const text = [parsed.data.message, ...(details ?? [])].join("; ");
  return withoutSecrets(text).slice(0, 300);
}

/** The status of a limit. Of content that is made too fast GitHub says so with a 422, which passes like any limit. */
function isLimit(answer: Answer): boolean {
  if (answer.status === 403 || answer.status === 429) return true;
  return answer.status === 422 && /submitted too quickly/i.test(sentenceOf(answer));
}

/** Whether GitHub asks for fewer calls, and from when on it will listen again. */
export function stopOf(answer: Answer, now: Instant): { readonly until: Instant; readonly whole: boolean } | undefined {
  const { status, headers } = answer;
  const spent = headers["x-ratelimit-remaining"] === "0";
  const reset = Number(headers["x-ratelimit-reset"]) * 1_000;
  // The reset is on GitHub's clock, and so is `date`: their difference is right even where our clock is not.
  const theirs = Date.parse(headers["date"] ?? "");
  const untilReset = now + Math.max(0, reset - (Number.isNaN(theirs) ? now : theirs));
  if (!isLimit(answer)) return spent && reset > 0 ? { until: untilReset, whole: false } : undefined;
  const after = Number(headers["retry-after"]);
  if (after > 0) return { until: now + after * 1_000, whole: true };
  if (spent && reset > 0) return { until: untilReset, whole: false };
  // "wait for at least one minute", says GitHub, when a secondary limit names no time.
  const secondary = status !== 403 || /secondary rate|abuse detection/i.test(sentenceOf(answer));
  return secondary ? { until: now + 60_000, whole: true } : undefined;
}

function kindOf(status: number): ReadFailureKind {
  if (status === 401) return "unauthorised";
  if (status === 403) return "forbidden";
  // 451: taken down by law. Both are as final as 410.
  if (status === 404 || status === 410 || status === 451) return "gone";
  if (status >= 300 && status < 400) return "moved";
  if (status >= 500) return "server";
  return "refused";
}

const ADVICE: Partial<Record<ReadFailureKind, string>> = {
  unauthorised: "Check the App's id and private key, and that it is still installed.",
  forbidden: "Accept the App's permissions on its installation page, or check that it is not suspended.",
  gone: "It was deleted or moved, or the App may not see it.",
  moved: "It is somewhere else now; the next look finds it.",
  server: "GitHub has trouble; it is tried again.",
};

/** An answer that is no success, as the error that the rest of the house knows. */
export function failureOf(args: { readonly answer: Answer; readonly what: string; readonly now: Instant }): ReadError {
  const { answer, what, now } = args;
  const stop = isLimit(answer) ? stopOf(answer, now) : undefined;
  const failure = stop ? "rate-limited" : kindOf(answer.status);
  const advice = ADVICE[failure];
  return new ReadError({
    failure,
    what,
    status: answer.status,
    retryAt: stop?.until ?? null,
    message: `GitHub answered ${answer.status} when asked for ${what}: ${sentenceOf(answer)}${advice ? `. ${advice}` : ""}`,
  });
}

/** No answer came. For a write that means: it may have been done. */
export function silenceOf(what: string, milliseconds: number): ReadError {
  return new ReadError({
    failure: "timeout",
    what,
    message: `GitHub gave no answer about ${what} within ${milliseconds} ms, or the line broke; it is tried again.`,
  });
}
