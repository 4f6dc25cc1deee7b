// The App about itself: its installations, their tokens, its deliveries, and the manifest flow.
import * as z from "zod";
import { mintToken } from "../http/actor.ts";
import { list, pageOf } from "../http/page.ts";
import { found, invalid, notFound, Refusal } from "../http/refusal.ts";
import { json, NOTHING, numberIn, route } from "../http/route.ts";
import type { Ask, Route } from "../http/route.ts";
import { accountByLogin } from "../state/accounts.ts";
import { grants, reaches } from "../state/apps.ts";
import type { App, Installation } from "../state/apps.ts";
import { stamp } from "../state/clock.ts";
import { repositoryByName } from "../state/repositories.ts";
import { deliveryShape, fullDeliveryShape } from "../events/delivery.ts";
import type { Post } from "../events/post.ts";
import { appShape, installationShape } from "../shapes/account.ts";
import { repositoryShape } from "../shapes/repository.ts";

const APP_ALONE = ["app"] as const;

function appOf(ask: Ask): App {
  if (ask.actor.kind !== "app") throw notFound();
  return ask.actor.app;
}

function installationsOf(ask: Ask): Installation[] {
  return [...ask.world.installations.values()].filter((each) => each.app === appOf(ask));
}

function installationById(ask: Ask): Installation {
  const id = numberIn(ask, "installation");
  return found(installationsOf(ask).find((each) => each.id === id));
}

const access = z.enum(["read", "write", "admin"]);
const tokenBody = z.strictObject({
  repository_ids: z.array(z.int()).max(500).optional(),
  repositories: z.array(z.string()).max(500).optional(),
  permissions: z.record(z.string(), access).optional(),
});

function createToken(ask: Ask<z.infer<typeof tokenBody>>) {
  const installation = installationById(ask);
  if (installation.suspendedAt !== null) throw new Refusal(403, "This installation has been suspended");
  const all = [...ask.world.repositories.values()].filter((each) => reaches(installation, each));
  const { repository_ids: ids, repositories: names, permissions } = ask.body;
  const chosen =
    ids || names
      ? all.filter(
          (each) => ids?.includes(each.id) || names?.some((name) => name.toLowerCase() === each.name.toLowerCase()),
        )
      : null;
  if (chosen && chosen.length < (ids?.length ?? 0) + (names?.length ?? 0)) {
    throw new Refusal(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  }
  for (const [name, wanted] of Object.entries(permissions ?? {})) {
    if (!grants(installation.permissions, name, wanted)) {
      throw new Refusal(422, "The permissions requested are not granted to this installation.");
    }
  }
  const granted = permissions ? { metadata: "read" as const, ...permissions } : installation.permissions;
  const grant = mintToken(ask.world, {
    installation,
    repositories: chosen === null ? null : new Set(chosen.map((each) => each.id)),
    permissions: granted,
  });
  return json(
    {
      token: grant.token,
      expires_at: stamp(grant.expiresAt),
      permissions: granted,
      repository_selection: chosen === null && installation.repositories === null ? "all" : "selected",
      ...(chosen && { repositories: chosen.map((each) => repositoryShape(ask.world, each)) }),
    },
    201,
  );
}

/** GitHub pages deliveries by a cursor: the id to go on from. */
function listDeliveries(ask: Ask, post: Post) {
  const hours = 3 * 24 * 3_600_000;
  const mine = post.deliveries.filter((each) => each.app === appOf(ask) && each.at > ask.world.clock.now() - hours);
  const status = ask.query.get("status");
  const failed = (code: number): boolean => code >= 400 && code <= 599;
  const wanted = mine.filter((each) => status === null || (status === "failure") === failed(each.statusCode)).reverse();
  const cursor = ask.query.get("cursor");
  const rest = cursor === null ? wanted : wanted.filter((each) => each.id <= Number(cursor));
  const size = Math.min(100, Math.max(1, Number(ask.query.get("per_page") ?? "30")));
  const next = rest[size];
  const query = new URLSearchParams(ask.query);
  if (next) query.set("cursor", String(next.id));
  const headers = next ? { link: `<${ask.url}?${query.toString()}>; rel="next"` } : undefined;
  return { status: 200, body: rest.slice(0, size).map(deliveryShape), ...(headers && { headers }) };
}

function deliveryById(ask: Ask, post: Post) {
  const id = numberIn(ask, "delivery");
  return found(post.deliveries.find((each) => each.app === appOf(ask) && each.id === id));
}

export function appRoutes(post: Post): Route[] {
  return [
    route({ on: "GET /app", who: APP_ALONE, answer: (ask) => json(appShape(ask.world, appOf(ask))) }),
    route({
      on: "GET /app/installations",
      who: APP_ALONE,
      answer: (ask) => list(ask, installationsOf(ask), (each) => installationShape(ask.world, each)),
    }),
    route({
      on: "GET /app/installations/:installation",
      who: APP_ALONE,
      answer: (ask) => json(installationShape(ask.world, installationById(ask))),
    }),
    route({
      on: "POST /app/installations/:installation/access_tokens",
      who: APP_ALONE,
      body: tokenBody,
      answer: createToken,
    }),
    route({
      on: "GET /repos/:owner/:repo/installation",
      who: APP_ALONE,
      answer: (ask) => {
        const repository = found(repositoryByName(ask.world, ask.params["owner"]!, ask.params["repo"]!));
        const installation = installationsOf(ask).find((each) => reaches(each, repository));
        return json(installationShape(ask.world, found(installation)));
      },
    }),
    ...(["orgs", "users"] as const).map((kind) =>
      route({
        on: `GET /${kind}/:login/installation`,
        who: APP_ALONE,
        answer: (ask) => {
          const account = found(accountByLogin(ask.world, ask.params["login"]!));
          return json(
            installationShape(ask.world, found(installationsOf(ask).find((each) => each.account === account))),
          );
        },
      }),
    ),
    route({
      on: "GET /installation/repositories",
      who: ["installation"],
      answer: (ask) => {
        if (ask.actor.kind !== "installation") throw notFound();
        const { installation, repositories } = ask.actor.grant;
        const all = [...ask.world.repositories.values()].filter(
          (each) => reaches(installation, each) && (repositories === null || repositories.has(each.id)),
        );
        const { items, headers } = pageOf(ask, all);
        const body = {
          total_count: all.length,
          repository_selection: installation.repositories === null ? "all" : "selected",
          repositories: items.map((each) => repositoryShape(ask.world, each)),
        };
        return { status: 200, body, headers };
      },
    }),
    route({
      on: "DELETE /installation/token",
      who: ["installation"],
      answer: (ask) => {
        ask.world.tokens.delete(ask.actor.token);
        return NOTHING;
      },
    }),
    route({ on: "GET /app/hook/deliveries", who: APP_ALONE, answer: (ask) => listDeliveries(ask, post) }),
    route({
      on: "GET /app/hook/deliveries/:delivery",
      who: APP_ALONE,
      answer: (ask) => json(fullDeliveryShape(deliveryById(ask, post))),
    }),
    route({
      on: "POST /app/hook/deliveries/:delivery/attempts",
      who: APP_ALONE,
      answer: (ask) => {
        post.redeliver(deliveryById(ask, post));
        return json({}, 202);
      },
    }),
    route({
      on: "GET /app/hook/config",
      who: APP_ALONE,
      answer: (ask) => {
        const { url } = appOf(ask).webhook;
        return json({ content_type: "json", insecure_ssl: "0", secret: "********", ...(url !== null && { url }) });
      },
    }),
    route({
      on: "PATCH /app/hook/config",
      who: APP_ALONE,
      body: z.strictObject({
        url: z.url().optional(),
        secret: z.string().optional(),
        content_type: z.enum(["json", "form"]).optional(),
        insecure_ssl: z.union([z.string(), z.number()]).optional(),
      }),
      answer: (ask) => {
        const { webhook } = appOf(ask);
        webhook.url = ask.body.url ?? webhook.url;
        webhook.secret = ask.body.secret ?? webhook.secret;
        return json({
          content_type: "json",
          insecure_ssl: "0",
          secret: "********",
          ...(webhook.url !== null && { url: webhook.url }),
        });
      },
    }),
    route({
      on: "POST /app-manifests/:code/conversions",
      answer: (ask) => {
        const manifest = ask.world.manifests.get(ask.params["code"]!);
        ask.world.manifests.delete(ask.params["code"]!);
        if (!manifest || manifest.until <= ask.world.clock.now()) throw notFound();
        const { app } = manifest;
        if (app.privateKey === null) throw invalid({ code: "invalid", field: "pem" });
        const { webhook, privateKey: pem, clientId } = app;
        const secrets = {
          client_id: clientId,
          client_secret: `secret-of-${app.slug}`,
          webhook_secret: webhook.secret,
          pem,
        };
        return json({ ...appShape(ask.world, app), ...secrets }, 201);
      },
    }),
  ];
}
