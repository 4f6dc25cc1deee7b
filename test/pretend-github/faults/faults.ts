// What goes wrong on request: for requests by method and path, for webhooks by event; so many times, after so many.
import * as z from "zod";

const counted = {
  /** How often it strikes; left out: once. `0` means until it is cleared. */
  times: z.int().min(0).default(1),
  /** How many matching requests or webhooks pass before. */
  after: z.int().min(0).default(0),
};

/** A request's fault. `*` in `path` stands for anything but `/`, `**` for anything. */
export const requestFault = z.strictObject({
  method: z.string().default("*"),
  path: z.string().startsWith("/"),
  do: z.discriminatedUnion("kind", [
    /** Answered without being done. */
    z.strictObject({
      kind: z.literal("status"),
      status: z.int().min(400).max(599),
      message: z.string().optional(),
      retryAfterSeconds: z.int().min(0).optional(),
    }),
    /** GitHub's secondary limit: 403 with `retry-after`. */
    z.strictObject({ kind: z.literal("secondary-limit"), retryAfterSeconds: z.int().min(0).default(60) }),
    /** GitHub's primary limit: 403, nothing remaining, a time of reset. */
    z.strictObject({ kind: z.literal("primary-limit"), resetInSeconds: z.int().min(0).default(60) }),
    /** Done, but the connection is cut before the answer. */
    z.strictObject({ kind: z.literal("lost") }),
    /** Not done, and the connection is cut. */
    z.strictObject({ kind: z.literal("cut") }),
    /** Not done and never answered: the caller has to give up. */
    z.strictObject({ kind: z.literal("hang") }),
    z.strictObject({ kind: z.literal("slow"), milliseconds: z.int().min(0) }),
    /** 200 with a body that is not what the path promises. */
    z.strictObject({ kind: z.literal("garbage"), body: z.string().default("<html>Unicorn!</html>") }),
  ]),
  ...counted,
});
export type RequestFault = z.infer<typeof requestFault>;

/** A webhook's fault. `event` is `issues`, `issues.opened` or `*`. */
export const webhookFault = z.strictObject({
  event: z.string(),
  do: z.discriminatedUnion("kind", [
    /** Not sent; GitHub's list of deliveries shows a failure. */
    z.strictObject({ kind: z.literal("fail") }),
    /** Not sent, and in no list either. */
    z.strictObject({ kind: z.literal("lose") }),
    z.strictObject({ kind: z.literal("double") }),
    /** Sent after the next one. */
    z.strictObject({ kind: z.literal("swap") }),
    z.strictObject({ kind: z.literal("slow"), milliseconds: z.int().min(0) }),
    /** Sent with a signature that does not fit. */
    z.strictObject({ kind: z.literal("missign") }),
  ]),
  ...counted,
});
export type WebhookFault = z.infer<typeof webhookFault>;

export interface Faults {
  addRequestFault(fault: z.input<typeof requestFault>): void;
  addWebhookFault(fault: z.input<typeof webhookFault>): void;
  /** The fault that strikes this request, if any: asking counts. */
  strikeRequest(method: string, path: string): RequestFault["do"] | null;
  strikeWebhook(event: string, action: string | null): WebhookFault["do"] | null;
  clear(): void;
  listed(): { requests: readonly RequestFault[]; webhooks: readonly WebhookFault[] };
}

interface Counting<Fault> {
  readonly fault: Fault;
  seen: number;
}

export function startFaults(): Faults {
  const requests: Counting<RequestFault>[] = [];
  const webhooks: Counting<WebhookFault>[] = [];
  return {
    addRequestFault: (fault) => requests.push({ fault: requestFault.parse(fault), seen: 0 }),
    addWebhookFault: (fault) => webhooks.push({ fault: webhookFault.parse(fault), seen: 0 }),
    strikeRequest: (method, path) =>
      strike(requests, ({ method: wanted, path: pattern }) => {
        return (wanted === "*" || wanted.toUpperCase() === method) && patternOf(pattern).test(path);
      }),
    strikeWebhook: (event, action) =>
      strike(webhooks, ({ event: wanted }) => wanted === "*" || wanted === event || wanted === `${event}.${action}`),
    clear: () => {
      requests.length = 0;
      webhooks.length = 0;
    },
    listed: () => ({ requests: requests.map(({ fault }) => fault), webhooks: webhooks.map(({ fault }) => fault) }),
  };
}

function strike<Fault extends { times: number; after: number; do: unknown }>(
  all: readonly Counting<Fault>[],
  matches: (fault: Fault) => boolean,
): Fault["do"] | null {
  let struck: Fault["do"] | null = null;
  for (const counting of all) {
    const { fault } = counting;
    if (!matches(fault)) continue;
    counting.seen++;
    const due = counting.seen > fault.after && (fault.times === 0 || counting.seen <= fault.after + fault.times);
    if (due) struck ??= fault.do;
  }
  return struck;
}

function patternOf(glob: string): RegExp {
  const escaped = glob.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("**", "\0").replaceAll("*", "[^/]*").replaceAll("\0", ".*")}$`);
}
