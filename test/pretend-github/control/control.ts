// `/_pretend/...`: the stand-in itself. The clock, faults, the log, Apps, and what GitHub does only through its pages.
import * as z from "zod";
import { setDraft } from "../acts/pulls.ts";
import { acceptInvitation, changeSelection, grant, install, suspend, uninstall } from "../acts/people.ts";
import { commitFiles } from "../acts/pushes.ts";
import { deliveryShape } from "../events/delivery.ts";
import { requestFault, webhookFault } from "../faults/faults.ts";
import { found } from "../http/refusal.ts";
import { json, NOTHING, numberIn, route } from "../http/route.ts";
import type { Ask, Route } from "../http/route.ts";
import { accountByLogin, addAccount } from "../state/accounts.ts";
import type { Account } from "../state/accounts.ts";
import type { App, Installation } from "../state/apps.ts";
import { isPull } from "../state/issues.ts";
import { repositoryByName } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import { stamp } from "../state/clock.ts";
import { installationShape } from "../shapes/account.ts";
import type { Controlled } from "../start.ts";

function account(ask: Ask, login: string): Account {
  return found(accountByLogin(ask.world, login));
}

function repositoryIn(ask: Ask): Repository {
  return found(repositoryByName(ask.world, ask.params["owner"]!, ask.params["repo"]!));
}

function appIn(ask: Ask): App {
  return found([...ask.world.apps.values()].find((app) => app.slug === ask.params["app"]));
}

function installationIn(ask: Ask): Installation {
  return found(ask.world.installations.get(numberIn(ask, "installation")));
}

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

const selection = z.union([z.literal("all"), z.array(z.string())]).default("all");
const permissions = z.record(z.string(), z.enum(["read", "write", "admin"]));

const appRoutes: readonly Route[] = [
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

const peopleRoutes: readonly Route[] = [
  route({
    on: "POST /_pretend/users",
    body: z.strictObject({ login: z.string(), name: z.string().optional(), emails: z.array(z.string()).optional() }),
    answer: (ask) => {
      const { login, name, emails } = ask.body;
      const made = addAccount(ask.world, {
        login,
        type: "User",
        ...(name !== undefined && { name }),
        ...(emails && { emails }),
      });
      return json({ id: made.id, login: made.login }, 201);
    },
  }),
  route({
    on: "PATCH /_pretend/users/:login",
    body: z.strictObject({ login: z.string() }),
    answer: (ask) => {
      const one = account(ask, ask.params["login"]!);
      one.login = ask.body.login;
      return json({ id: one.id, login: one.login });
    },
  }),
  route({
    on: "POST /_pretend/orgs/:org/invitations/:login/accept",
    answer: (ask) => {
      acceptInvitation(ask.world, account(ask, ask.params["org"]!), account(ask, ask.params["login"]!));
      return NOTHING;
    },
  }),
];

const repositoryRoutes: readonly Route[] = [
  route({
    on: "POST /_pretend/repos/:owner/:repo/commits",
    body: z.strictObject({
      as: z.string(),
      branch: z.string(),
      from: z.string().optional(),
      message: z.string(),
      files: z.record(z.string(), z.string().nullable()),
      author: z.strictObject({ name: z.string(), email: z.string() }).optional(),
    }),
    answer: (ask) => {
      const { as, author, from, ...rest } = ask.body;
      const at = ask.world.clock.now();
      const fresh = { ...rest, ...(from !== undefined && { from }), ...(author && { author: { ...author, at } }) };
      const sha = commitFiles(ask.world, repositoryIn(ask), { account: account(ask, as), app: null }, fresh);
      return json({ sha }, 201);
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/pulls/:number/draft",
    body: z.strictObject({ as: z.string(), draft: z.boolean() }),
    answer: (ask) => {
      const repository = repositoryIn(ask);
      const issue = found(repository.issues.get(numberIn(ask, "number")));
      if (!isPull(issue)) return json({ message: "no pull request" }, 404);
      const by = { account: account(ask, ask.body.as), app: null };
      setDraft(ask.world, { repository, issue }, by, ask.body.draft ? "draft" : "ready");
      return json({ draft: issue.pull.draft });
    },
  }),
];

export function controlRoutes(controlled: Controlled): Route[] {
  return [...faultRoutes(controlled), ...watchRoutes(controlled), ...appRoutes, ...peopleRoutes, ...repositoryRoutes];
}
