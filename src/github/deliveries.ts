// What GitHub could not deliver: kept three days (seven on Enterprise Server) and never sent again by itself.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { Instant } from "../core/refs.ts";
import type { Auth } from "./auth.ts";
import type { Send } from "./request.ts";
import { Id, Time } from "./shapes.ts";

const Delivery = z.object({
  id: Id,
  guid: z.string(),
  delivered_at: Time,
  status: z.string(),
  event: z.string(),
  action: z.string().nullable(),
  installation_id: Id.nullable(),
  repository_id: Id.nullable(),
});

/** A delivery that never arrived: no attempt under its guid was answered `OK`. */
export interface FailedDelivery {
  readonly guid: string;
  /** The newest attempt: what {@link Deliveries.redeliver} takes. */
  readonly id: number;
  readonly attempts: number;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
  readonly at: Instant;
  /** When it was last tried. */
  readonly triedAt: Instant;
}

export interface Deliveries {
  /** Oldest first. One call for each 100 deliveries since then. */
  failedSince(since: Instant): Promise<readonly FailedDelivery[]>;
  /** 1 call. Asking twice delivers twice, under the same guid: intake takes it once. */
  redeliver(id: number): Promise<void>;
}

// 100 each: more than GitHub keeps for most Apps.
const MOST_PAGES = 1_000;

export function openDeliveries({ send, auth }: { readonly send: Send; readonly auth: Auth }): Deliveries {
  async function page(cursor: string | undefined): Promise<{
    readonly items: readonly z.infer<typeof Delivery>[];
    readonly next: string | undefined;
  }> {
    const what = "the App's deliveries";
    const parameters = { per_page: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await send({ route: "GET /app/hook/deliveries", parameters, what, credential: await auth.app() });
    const parsed = z.array(Delivery).safeParse(answer.data);
    if (!parsed.success)
      throw new ReadError({ failure: "malformed", what, message: "GitHub's list of deliveries has another shape." });
    return {
      items: parsed.data,
      next: cursorOf(answer.headers["link"] ?? ""),
    };
  }

  return {
    async failedSince(since) {
      const byGuid = new Map<string, z.infer<typeof Delivery>[]>();
      let cursor: string | undefined;
      for (let pages = 0; ; pages++) {
        const { items, next } = await page(cursor);
        for (const item of items) byGuid.set(item.guid, [...(byGuid.get(item.guid) ?? []), item]);
        // Newest first; an attempt before `since` may still be the first of a guid whose later ones we have.
        if (next === undefined || items.every((item) => item.delivered_at < since)) break;
        if (next === cursor || pages === MOST_PAGES) {
          const what = "the App's deliveries";
          throw new ReadError({ failure: "incomplete", what, message: "GitHub's list of deliveries did not move on." });
        }
        cursor = next;
      }
      return [...byGuid.values()]
        .filter((attempts) => attempts.every(({ status }) => status !== "OK"))
        .filter((attempts) => attempts.some((attempt) => attempt.delivered_at >= since))
        .map(printFailed)
        .sort((a, b) => a.at - b.at || a.id - b.id);
    },

    async redeliver(id) {
      await send({
        route: "POST /app/hook/deliveries/{delivery_id}/attempts",
        parameters: { delivery_id: id },
        what: `delivery ${id}`,
        credential: await auth.app(),
      });
    },
  };
}

function cursorOf(link: string): string | undefined {
  const cursor = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/.exec(link)?.[1];
  return cursor === undefined ? undefined : decodeURIComponent(cursor);
}

function printFailed(attempts: readonly z.infer<typeof Delivery>[]): FailedDelivery {
  const newest = attempts.reduce((a, b) => ((b.delivered_at - a.delivered_at || b.id - a.id) > 0 ? b : a));
  return {
    guid: newest.guid,
    id: newest.id,
    attempts: attempts.length,
    event: newest.event,
    action: newest.action,
    installation: newest.installation_id,
    repository: newest.repository_id,
    at: Math.min(...attempts.map((attempt) => attempt.delivered_at)),
    triedAt: newest.delivered_at,
  };
}
