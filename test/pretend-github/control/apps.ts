// Apps and their installations, as an operator handles them through GitHub's pages.
import { randomBytes, createPublicKey } from "node:crypto";
import * as z from "zod";
import { changeSelection, grant, install, suspend, uninstall } from "../acts/people.ts";
import { found } from "../http/refusal.ts";
import { json, NOTHING, numberIn, route } from "../http/route.ts";
import type { Ask, Route } from "../http/route.ts";
import { newKey } from "../seed.ts";
import type { App, Installation } from "../state/apps.ts";
import { addApp } from "../state/known.ts";
import { repositoryByName } from "../state/repositories.ts";
import { installationShape } from "../shapes/account.ts";
import { account } from "./named.ts";

function appIn(ask: Ask): App {
  return found([...ask.world.apps.values()].find((app) => app.slug === ask.params["app"]));
}

function installationIn(ask: Ask): Installation {
  return found(ask.world.installations.get(numberIn(ask, "installation")));
}

const selection = z.union([z.literal("all"), z.array(z.string())]).default("all");
const permissions = z.record(z.string(), z.enum(["read", "write", "admin"]));

const manifest = z.strictObject({
  name: z.string(),
  url: z.url(),
  hook_attributes: z.strictObject({ url: z.url(), active: z.boolean().optional() }).optional(),
  redirect_url: z.url().optional(),
  callback_urls: z.array(z.url()).optional(),
  setup_url: z.url().optional(),
  description: z.string().optional(),
  public: z.boolean().optional(),
  default_events: z.array(z.string()).optional(),
  default_permissions: permissions.optional(),
  request_oauth_on_install: z.boolean().optional(),
  setup_on_update: z.boolean().optional(),
});

/** GitHub's page of the manifest flow, when its button was pressed: makes the App, answers the code for the conversion. */
function createFromManifest(ask: Ask<{ as: string; manifest: z.infer<typeof manifest> }>) {
  const { as, manifest: read } = ask.body;
  const privateKey = newKey();
  const hook = read.hook_attributes;
  const app = addApp(ask.world, {
    slug: read.name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    name: read.name,
    owner: account(ask, as),
    publicKey: createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString(),
    privateKey,
    webhook: { url: hook?.active === false ? null : (hook?.url ?? null), secret: randomBytes(20).toString("hex") },
    permissions: { metadata: "read", ...read.default_permissions },
    events: read.default_events ?? [],
  });
  const code = randomBytes(20).toString("hex");
  ask.world.manifests.set(code, { app, until: ask.world.clock.now() + 3_600_000 });
  return json({ code, slug: app.slug, redirect_url: read.redirect_url ?? null }, 201);
}

export const appRoutes: readonly Route[] = [
  route({
    on: "POST /_pretend/manifests",
    body: z.strictObject({ as: z.string(), manifest }),
    answer: createFromManifest,
  }),
  route({
    on: "GET /_pretend/apps/:app",
    answer: (ask) => {
      const { id, slug, clientId, privateKey, webhook } = appIn(ask);
      return json({ id, slug, client_id: clientId, private_key: privateKey, webhook });
    },
  }),
  route({
    on: "PATCH /_pretend/apps/:app",
    body: z.strictObject({ webhook: z.strictObject({ url: z.string().nullable(), secret: z.string().optional() }) }),
    answer: (ask) => {
      const { webhook } = appIn(ask);
      webhook.url = ask.body.webhook.url;
      webhook.secret = ask.body.webhook.secret ?? webhook.secret;
      return json({ webhook });
    },
  }),
  route({
    on: "POST /_pretend/installations",
    body: z.strictObject({
      app: z.string(),
      account: z.string(),
      repositories: selection,
      by: z.string().optional(),
      permissions: permissions.optional(),
    }),
    answer: (ask) => {
      const { body, world } = ask;
      const app = found([...world.apps.values()].find((each) => each.slug === body.app));
      const owner = account(ask, body.account);
      const names = body.repositories === "all" ? null : body.repositories;
      const repositories = names && new Set(names.map((name) => found(repositoryByName(world, owner.login, name)).id));
      const fresh = { app, account: owner, repositories, ...(body.permissions && { permissions: body.permissions }) };
      return json(installationShape(world, install(world, account(ask, body.by ?? body.account), fresh)), 201);
    },
  }),
  route({
    on: "PATCH /_pretend/installations/:installation",
    body: z.strictObject({
      by: z.string().optional(),
      suspended: z.boolean().optional(),
      add: z.array(z.string()).default([]),
      remove: z.array(z.string()).default([]),
      permissions: permissions.optional(),
    }),
    answer: (ask) => {
      const { body, world } = ask;
      const installation = installationIn(ask);
      const sender = body.by === undefined ? installation.account : account(ask, body.by);
      const ids = (names: readonly string[]): number[] =>
        names.map((name) => found(repositoryByName(world, installation.account.login, name)).id);
      if (body.add.length + body.remove.length > 0) {
        changeSelection(world, sender, installation, { add: ids(body.add), remove: ids(body.remove) });
      }
      if (body.permissions) grant(world, sender, installation, body.permissions);
      if (body.suspended !== undefined) suspend(world, sender, installation, body.suspended ? "suspend" : "unsuspend");
      return json(installationShape(world, installation));
    },
  }),
  route({
    on: "DELETE /_pretend/installations/:installation",
    answer: (ask) => {
      const installation = installationIn(ask);
      uninstall(ask.world, installation.account, installation);
      return NOTHING;
    },
  }),
];
