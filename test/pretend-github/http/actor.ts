// Who asks: read from the Authorization header.
import { createHmac, randomBytes, verify } from "node:crypto";
import type { Account } from "../state/accounts.ts";
import { accountByLogin } from "../state/accounts.ts";
import { grants } from "../state/apps.ts";
import type { App, Installation, InstallationToken, Permissions } from "../state/apps.ts";
import { stamp } from "../state/clock.ts";
import type { By } from "../state/issues.ts";
import type { World } from "../state/world.ts";
import { Refusal } from "./refusal.ts";

export type Actor =
  | { readonly kind: "anonymous"; readonly token: string }
  /** A person; `via` is the App through which they act (a user access token). */
  | { readonly kind: "user"; readonly token: string; readonly account: Account; readonly via: App | null }
  /** An App itself, by its JWT. */
  | { readonly kind: "app"; readonly token: string; readonly app: App }
  | { readonly kind: "installation"; readonly token: string; readonly grant: InstallationToken };

export function badCredentials(): Refusal {
  return new Refusal(401, "Bad credentials");
}

/** `token X`, `Bearer X` or Basic with the token as password. Throws 401 for what is nobody's. */
export function actorOf(world: World, header: string | undefined): Actor {
  if (header === undefined) return { kind: "anonymous", token: "" };
  const [scheme = "", rest = ""] = header.split(/\s+(.*)/s);
  const basic = scheme.toLowerCase() === "basic" ? Buffer.from(rest, "base64").toString("utf8") : null;
  const token = basic === null ? rest : basic.slice(basic.indexOf(":") + 1);
  if (token.startsWith("user:")) return userActor(world, token);
  if (token.startsWith("ghs_")) return installationActor(world, token);
  if (token.split(".").length === 3) return { kind: "app", token, app: appOfJwt(world, token) };
  throw badCredentials();
}

/** `user:ada`, or `user:ada+lamplighter` for what Ada does through that App. */
function userActor(world: World, token: string): Actor {
  const [login = "", slug] = token.slice("user:".length).split("+");
  const account = accountByLogin(world, login);
  const via = slug === undefined ? null : [...world.apps.values()].find((app) => app.slug === slug);
  if (account?.type !== "User" || via === undefined) throw badCredentials();
  return { kind: "user", token, account, via };
}

function installationActor(world: World, token: string): Actor {
  const grant = world.tokens.get(token);
  if (!grant || grant.expiresAt <= world.clock.now()) throw badCredentials();
  if (!world.installations.has(grant.installation.id)) throw badCredentials();
  if (grant.installation.suspendedAt !== null) throw new Refusal(403, "This installation has been suspended");
  return { kind: "installation", token, grant };
}

function claimsOf(part: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    // Text that is no JSON is nobody's token: the empty claims are refused below.
    return {};
  }
}

function appOfJwt(world: World, token: string): App {
  const [head = "", body = "", signature = ""] = token.split(".");
  const { iss, iat, exp } = claimsOf(body);
  const app = [...world.apps.values()].find((each) => String(each.id) === String(iss) || each.clientId === iss);
  if (claimsOf(head)["alg"] !== "RS256") throw new Refusal(401, "A JSON web token could not be decoded");
  if (!app) throw new Refusal(404, "Integration not found");
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${body}`), app.publicKey, Buffer.from(signature, "base64url"))) {
    throw new Refusal(401, "A JSON web token could not be decoded");
  }
  // The stand-in's clock can be moved and the App's cannot: a token that is timely by either is.
  const complaint = [world.clock.now(), Date.now()].map((now) => untimely(now / 1000, iat, exp));
  if (complaint[0] !== null && complaint[1] !== null) throw new Refusal(401, complaint[0]!);
  return app;
}

function untimely(now: number, iat: unknown, exp: unknown): string | null {
  if (typeof exp !== "number" || exp <= now) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  if (exp - now > 660) return "'Expiration time' claim ('exp') is too far in the future";
  if (typeof iat !== "number" || iat > now + 60) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  return null;
}

const HOUR = 3_600_000;

/** A new installation token in the long form `ghs_<app>_<jwt>`, good for an hour of the stand-in's clock. */
export function mintToken(
  world: World,
  scope: { installation: Installation; repositories: ReadonlySet<number> | null; permissions: Permissions },
): InstallationToken {
  const expiresAt = world.clock.now() + HOUR;
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    aud: "api",
    exp: stamp(expiresAt),
    jti: randomBytes(48).toString("hex"),
    sub: scope.installation.id,
  };
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  const seal = createHmac("sha256", randomBytes(32)).update(body).digest("base64url");
  const grant = { token: `ghs_${scope.installation.app.id}_${body}.${seal}`, expiresAt, ...scope };
  world.tokens.set(grant.token, grant);
  return grant;
}

/** In whose name a change is made. Throws 401 for those who have none. */
export function byOf(actor: Actor): By {
  if (actor.kind === "user") return { account: actor.account, app: actor.via };
  if (actor.kind === "installation") {
    const { app } = actor.grant.installation;
    return { account: app.bot, app };
  }
  if (actor.kind === "anonymous") throw new Refusal(401, "Requires authentication");
  throw new Refusal(403, "Resource not accessible by integration");
}

/** Whether an installation's token carries a permission. People have roles instead. */
export function tokenGrants(actor: Actor, name: string, wanted: "read" | "write" | "admin"): boolean {
  return actor.kind === "installation" && grants(actor.grant.permissions, name, wanted);
}

/** The key of rate limits: GitHub counts by installation, by person, by App. */
export function accountOfLimit(actor: Actor): string {
  if (actor.kind === "installation") return `installation/${actor.grant.installation.id}`;
  if (actor.kind === "user") return `user/${actor.account.id}`;
  return actor.kind === "app" ? `app/${actor.app.id}` : "anonymous";
}
