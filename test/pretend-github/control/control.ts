// `/_pretend/...`: the stand-in itself. The clock, faults, limits, what was asked and sent; the rest is beside this file.
import * as z from "zod";
import { deliveryShape } from "../events/delivery.ts";
import { requestFault, webhookFault } from "../faults/faults.ts";
import { json, NOTHING, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { stamp } from "../state/clock.ts";
import type { Controlled } from "../start.ts";
import { appRoutes } from "./apps.ts";
import { peopleRoutes } from "./people.ts";
import { repositoryRoutes } from "./repositories.ts";

const clockChange = z.strictObject({
  set: z.string().optional(),
  advanceSeconds: z.number().optional(),
  frozen: z.boolean().optional(),
});

function faultRoutes({ faults }: Controlled): Route[] {
  return [
    route({ on: "GET /_pretend/faults", answer: () => json(faults.listed()) }),
    route({
      on: "POST /_pretend/faults/requests",
      body: requestFault,
      answer: (ask) => {
        faults.addRequestFault(ask.body);
        return json(faults.listed(), 201);
      },
    }),
    route({
      on: "POST /_pretend/faults/webhooks",
      body: webhookFault,
      answer: (ask) => {
        faults.addWebhookFault(ask.body);
        return json(faults.listed(), 201);
      },
    }),
    route({
      on: "DELETE /_pretend/faults",
      answer: () => {
        faults.clear();
        return NOTHING;
      },
    }),
  ];
}

function watchRoutes({ log, post, inspector, meter, world }: Controlled): Route[] {
  return [
    route({ on: "POST /_pretend/settle", answer: () => json({ settled: true }) }),
    route({
      on: "GET /_pretend/requests",
      answer: (ask) => {
        const path = ask.query.get("path");
        const method = ask.query.get("method");
        const wanted = log.requests.filter(
          (each) => (path === null || each.path.includes(path)) && (method === null || each.method === method),
        );
        return json(wanted);
      },
    }),
    route({
      on: "DELETE /_pretend/requests",
      answer: () => {
        log.requests.length = 0;
        return NOTHING;
      },
    }),
    route({ on: "GET /_pretend/deliveries", answer: () => json(post.deliveries.map(deliveryShape)) }),
    route({ on: "GET /_pretend/problems", answer: () => json(inspector.problems) }),
    route({ on: "GET /_pretend/clock", answer: () => json({ now: stamp(world.clock.now()) }) }),
    route({
      on: "POST /_pretend/clock",
      body: clockChange,
      answer: (ask) => {
        const { set, advanceSeconds, frozen } = ask.body;
        if (set !== undefined) world.clock.set(Date.parse(set));
        if (advanceSeconds !== undefined) world.clock.advance(advanceSeconds * 1000);
        if (frozen === true) world.clock.freeze();
        if (frozen === false) world.clock.run();
        return json({ now: stamp(world.clock.now()) });
      },
    }),
    route({
      on: "POST /_pretend/limits",
      body: z.strictObject({
        primary: z.int().optional(),
        points: z.int().optional(),
        contentMinute: z.int().optional(),
        contentHour: z.int().optional(),
      }),
      answer: (ask) => {
        Object.assign(meter.limits, ask.body);
        meter.reset();
        return json(meter.limits);
      },
    }),
  ];
}

export function controlRoutes(controlled: Controlled): Route[] {
  return [...faultRoutes(controlled), ...watchRoutes(controlled), ...appRoutes, ...peopleRoutes, ...repositoryRoutes];
}
