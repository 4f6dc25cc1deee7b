// Registering the App by GitHub's manifest flow: a form that the person's browser posts to GitHub, and the one call that
// turns the code which comes back into id, key and secret. Without a token: the code is the credential, good for an hour.
import * as z from "zod";
import { ReadError } from "../core/known.ts";

export interface AppManifest {
  readonly name: string;
  readonly url: string;
  readonly hook_attributes: { readonly url: string; readonly active: boolean };
  readonly redirect_url: string;
  readonly description: string;
  readonly public: boolean;
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
}

/** What `app.yml` declares; the file is ours, and still checked. */
export const AppFile = z.object({
  name: z.string(),
  url: z.string(),
  description: z.string().default(""),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

const Registered = z.object({
  id: z.number().int().positive(),
  slug: z.string(),
  html_url: z.string(),
  pem: z.string().startsWith("-----BEGIN"),
  webhook_secret: z.string().nullable(),
});

export type RegisteredApp = z.infer<typeof Registered>;

/** `POST /app-manifests/{code}/conversions`. Throws {@link ReadError}; its message never holds the answer's body. */
export async function convertManifest(args: {
  readonly apiUrl: string;
  readonly code: string;
}): Promise<RegisteredApp> {
  const what = "the registered App";
  let response: Response;
  try {
    response = await fetch(`${args.apiUrl}/app-manifests/${encodeURIComponent(args.code)}/conversions`, {
      method: "POST",
      headers: {
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        "user-agent": "lamplighter",
      },
      redirect: "error",
      signal: AbortSignal.timeout(20_000),
    });
  } catch (error) {
    throw new ReadError({ failure: "timeout", what, message: "GitHub did not answer", cause: error });
  }
  if (response.status !== 201) {
    const failure = response.status === 404 ? "gone" : response.status >= 500 ? "server" : "refused";
    throw new ReadError({ failure, what, message: `GitHub answered ${response.status}`, status: response.status });
  }
  const parsed = Registered.safeParse(await response.json());
  if (!parsed.success)
    throw new ReadError({ failure: "malformed", what, message: "GitHub's answer had no id, key or secret" });
  return parsed.data;
}
