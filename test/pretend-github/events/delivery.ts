// One delivery of one webhook to one App: what GitHub's list of deliveries remembers.
import { createHmac, randomUUID } from "node:crypto";
import type { App } from "../state/apps.ts";
import { stamp } from "../state/clock.ts";
import type { Shape } from "../shapes/account.ts";

export interface Delivery {
  readonly id: number;
  /** Equal for all redeliveries of one event. */
  readonly guid: string;
  readonly app: App;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
  readonly payload: string;
  readonly redelivery: boolean;
  readonly at: number;
  /** Seconds. */
  duration: number;
  /** `OK`, the text of another status code, `timed out` or `failed to connect to host`. */
  status: string;
  statusCode: number;
  requestHeaders: Readonly<Record<string, string>>;
  responseHeaders: Readonly<Record<string, string>>;
  response: string;
}

export function newGuid(): string {
  return randomUUID();
}

/** The headers of a delivery; only the body is under the signature. */
export function headersOf(delivery: Delivery, secret: string): Record<string, string> {
  const seal = (algorithm: string): string => createHmac(algorithm, secret).update(delivery.payload).digest("hex");
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/pretend",
    "x-github-delivery": delivery.guid,
    "x-github-event": delivery.event,
    "x-github-hook-id": String(400_000_000 + delivery.app.id),
    "x-github-hook-installation-target-id": String(delivery.app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature": `sha1=${seal("sha1")}`,
    "x-hub-signature-256": `sha256=${seal("sha256")}`,
  };
}

export function deliveryShape(delivery: Delivery): Shape {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: stamp(delivery.at),
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installation,
    repository_id: delivery.repository,
    throttled_at: null,
  };
}

export function fullDeliveryShape(delivery: Delivery): Shape {
  return {
    ...deliveryShape(delivery),
    url: delivery.app.webhook.url ?? "",
    request: { headers: delivery.requestHeaders, payload: JSON.parse(delivery.payload) as unknown },
    response: { headers: delivery.responseHeaders, payload: delivery.response },
  };
}
