// An App's token for one repository: what it opens starts workflows, which the job's own token's does not.
import { createSign } from "node:crypto";
import * as z from "zod";
import { HostError } from "../../core/release-host.ts";
import { call } from "./call.ts";
import type { RunnerAccess } from "./call.ts";

const installation = z.object({ id: z.number() });
const granted = z.object({ token: z.string() });

/** Trades the App's key for a token of this repository alone. Throws {@link HostError}; the key is in no message. */
export async function appToken(args: {
  readonly api: string;
  readonly repository: string;
  readonly appId: string;
  readonly privateKey: string;
  readonly permissions: Readonly<Record<string, "read" | "write">>;
}): Promise<string> {
  const { api, repository, appId, permissions } = args;
  const access: RunnerAccess = { api, repository, token: signed(appId, args.privateKey) };
  const found = await call(access, { method: "GET", path: "/installation" });
  const name = repository.split("/")[1] ?? "";
  const path = `//app/installations/${installation.parse(found.body).id}/access_tokens`;
  const { body } = await call(access, { method: "POST", path, body: { repositories: [name], permissions } });
  return granted.parse(body).token;
}

/** GitHub takes a JWT of at most ten minutes; a minute back for clocks that differ. */
function signed(appId: string, privateKey: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: now - 60, exp: now + 480, iss: appId })}`;
  try {
    return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey.replace(/\\n/g, "\n"), "base64url")}`;
  } catch {
    // The cause would print parts of the key.
    throw new HostError({
      kind: "refused",
      status: null,
      message: "The input private-key is not a private key in PEM.",
    });
  }
}
