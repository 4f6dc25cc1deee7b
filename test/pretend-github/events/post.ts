// GitHub's post office: addresses events to Apps, signs them, delivers them in order, remembers each delivery.
import { STATUS_CODES } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Inspector } from "../http/inspector.ts";
import type { Faults } from "../faults/faults.ts";
import { grants, reaches } from "../state/apps.ts";
import type { App, Installation } from "../state/apps.ts";
import { nodeId } from "../state/ids.ts";
import type { Event, World } from "../state/world.ts";
import { organizationShape, userShape } from "../shapes/account.ts";
import { repositoryInEvent } from "../shapes/repository.ts";
import { headersOf, newGuid } from "./delivery.ts";
import type { Delivery } from "./delivery.ts";

/** Larger payloads are never sent. */
const MOST_BYTES = 25 * 1024 * 1024;
/** GitHub waits 10 s for an answer. */
const PATIENCE = 10_000;

export interface Post {
  tell(event: Event): void;
  /** Resolves when nothing is under way: also what was caused by what was delivered meanwhile. */
  settled(): Promise<void>;
  readonly deliveries: Delivery[];
  redeliver(delivery: Delivery): void;
  stop(): void;
}

export function startPost(
  world: World,
  { faults, inspector, patience = PATIENCE }: { faults: Faults; inspector: Inspector; patience?: number },
): Post {
  const deliveries: Delivery[] = [];
  const lanes = new Map<number, Promise<void>>();
  const held: Delivery[] = [];
  const stopping = new AbortController();
  const send = (delivery: Delivery, how: { missign: boolean; slow: number }): void => {
    const lane = (lanes.get(delivery.app.id) ?? Promise.resolve()).then(async () => {
      if (stopping.signal.aborted) return;
      if (how.slow > 0) await wait(how.slow, undefined, { signal: stopping.signal }).catch(() => undefined);
      await deliver(delivery, { patience, missign: how.missign, stop: stopping.signal });
    });
    lanes.set(delivery.app.id, lane);
  };
  const release = (): void => {
    for (const delivery of held.splice(0)) send(delivery, { missign: false, slow: 0 });
  };
  const dispatch = (delivery: Delivery): void => {
    const fault = faults.strikeWebhook(delivery.event, delivery.action);
    if (fault?.kind === "lose") return;
    deliveries.push(delivery);
    if (fault?.kind === "fail") {
      Object.assign(delivery, { status: "failed to connect to host", statusCode: 0 });
      return;
    }
    if (fault?.kind === "swap") {
      held.push(delivery);
      return;
    }
    send(delivery, { missign: fault?.kind === "missign", slow: fault?.kind === "slow" ? fault.milliseconds : 0 });
    if (fault?.kind === "double") send(delivery, { missign: false, slow: 0 });
    release();
  };
  return {
    deliveries,
    tell: (event) => {
      for (const { app, installation } of addressees(world, event)) {
        const delivery = write(world, event, { app, installation });
        inspector.webhook(delivery.event, delivery.action, delivery.payload);
        if (delivery.payload.length <= MOST_BYTES) dispatch(delivery);
      }
    },
    redeliver: (delivery) => {
      const again = { ...delivery, id: world.ids.next("delivery"), at: world.clock.now(), redelivery: true };
      deliveries.push(again);
      send(again, { missign: false, slow: 0 });
    },
    settled: async () => {
      release();
      for (let before: Promise<void>[] = []; ; ) {
        const open = [...lanes.values()];
        if (open.length === before.length && open.every((lane, index) => lane === before[index])) return;
        await Promise.all(open);
        before = open;
      }
    },
    stop: () => stopping.abort(),
  };
}

interface Addressee {
  readonly app: App;
  readonly installation: Installation | null;
}

/** Check events reach every App that may write checks, asked for or not; installation events every App concerned. */
function addressees(world: World, event: Event): Addressee[] {
  if (event.installation) return [{ app: event.installation.app, installation: event.installation }];
  return [...world.installations.values()].flatMap((installation) => {
    const { app } = installation;
    if (installation.suspendedAt !== null || (event.only && event.only !== app)) return [];
    const owner = event.repository?.owner ?? event.organization;
    const concerned = event.repository ? reaches(installation, event.repository) : owner === installation.account;
    const unasked = /^check_(run|suite)$/.test(event.name) && grants(installation.permissions, "checks", "write");
    const asked = installation.events.includes(event.name) || event.only === app;
    return concerned && (asked || unasked) ? [{ app, installation }] : [];
  });
}

function write(world: World, event: Event, { app, installation }: Addressee): Delivery {
  const organization = event.organization ?? (event.repository?.owner.organization ? event.repository.owner : null);
  // `body` may bring its own `repository` (as push does) or `installation` (as installation events do).
  const payload = {
    ...(event.action !== null && { action: event.action }),
    ...(event.repository && { repository: repositoryInEvent(world, event.repository) }),
    ...(organization && { organization: organizationShape(world, organization) }),
    sender: userShape(world, event.sender),
    ...(installation && { installation: { id: installation.id, node_id: nodeId("installation", installation.id) } }),
    ...event.body,
  };
  return {
    id: world.ids.next("delivery"),
    guid: newGuid(),
    app,
    event: event.name,
    action: event.action,
    installation: installation?.id ?? null,
    repository: event.repository?.id ?? null,
    payload: JSON.stringify(payload),
    redelivery: false,
    at: world.clock.now(),
    duration: 0,
    status: "",
    statusCode: 0,
    requestHeaders: {},
    responseHeaders: {},
    response: "",
  };
}

async function deliver(
  delivery: Delivery,
  how: { patience: number; missign: boolean; stop: AbortSignal },
): Promise<void> {
  const { url, secret } = delivery.app.webhook;
  if (url === null) return;
  const headers = headersOf(delivery, how.missign ? `not ${secret}` : secret);
  delivery.requestHeaders = headers;
  const began = performance.now();
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(how.patience), how.stop]);
    const answer = await fetch(url, { method: "POST", headers, body: delivery.payload, redirect: "manual", signal });
    delivery.response = (await answer.text()).slice(0, 10_000);
    delivery.responseHeaders = Object.fromEntries(answer.headers);
    delivery.statusCode = answer.status;
    delivery.status = answer.ok ? "OK" : (STATUS_CODES[answer.status] ?? "Unknown");
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    Object.assign(delivery, { status: late ? "timed out" : "failed to connect to host", statusCode: late ? 504 : 502 });
  }
  delivery.duration = Math.round((performance.now() - began) / 10) / 100;
}
