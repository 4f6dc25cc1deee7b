// GitHub, opened once by a door: what may be asked, what may be changed, and what was missed.
import { createHmac } from "node:crypto";
import * as z from "zod";
import { ProbotOctokit } from "probot";
import type { Outcome } from "../core/outcome.ts";
import type { Effect } from "../core/plan.ts";
import { ReadError } from "../core/known.ts";
import type { Reads } from "../core/reads.ts";
import type { Instant, Repo } from "../core/refs.ts";
import type { ArtifactLine } from "../core/workflow-run.ts";
import { askBeside, openAsk } from "./ask.ts";
import { openAuth } from "./auth.ts";
import { openCache } from "./cache.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { openDeliveries } from "./deliveries.ts";
import type { Deliveries } from "./deliveries.ts";
import { openDownload } from "./download.ts";
import { GITHUB_LIMITS, openLimits } from "./limits.ts";
import { openInstallations } from "./installations.ts";
import type { Installations } from "./installations.ts";
import type { LimitSettings } from "./limits.ts";
import type { OurApp } from "./own.ts";
import { openReads } from "./read.ts";
import type { Lasting } from "./read.ts";
import { openRequest } from "./request.ts";
import type { Observed } from "./request.ts";
import { Id } from "./shapes.ts";
import { openTheirClock } from "./their-clock.ts";
import { write } from "./write.ts";
import type { LedgerHead } from "./write-check.ts";

export interface GitHubSettings {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** Without a trailing slash: `https://api.github.com`, `https://ghe.example/api/v3`. */
  readonly apiUrl: string;
  /** What differs from GitHub's published limits. */
  readonly limits?: Partial<LimitSettings>;
  /** How long to wait for one answer, in ms. */
  readonly timeout?: number;
  readonly clock?: Clock;
  /** Told of every exchange, in allow-listed fields. */
  readonly observe?: (observed: Observed) => void;
}

export interface GitHub {
  /** Questions about one repository; `records` are answered by the store. */
  reads(repo: Repo, records: Reads["records"], lasting?: Lasting): Reads;
  /** Does one step. A check that is written shows the head of the ledger. See write.ts for what it throws. */
  write(repo: Repo, step: Effect, head?: LedgerHead): Promise<Outcome>;
  /** What GitHub's own clock shows, by its last answer: whatever GitHub stamped is compared with that. */
  now(): Instant;
  readonly deliveries: Deliveries;
  readonly installations: Installations;
  /** The App itself. One call, kept. */
  app(): Promise<OurApp & { readonly name: string }>;
  /** What the installation granted, at most five minutes old. */
  granted(installation: number): Promise<Readonly<Record<string, string>>>;
  /** After `suspend`, `deleted`, new permissions or a change of repositories: drops tokens and grants (TEN-12). */
  forget(installation: number): void;
}

// GitHub itself ends a request after 10 s.
const TIMEOUT = 15_000;
const MOST_SEEN = 50_000;
// In characters of JSON, all installations together.
const MOST_LINES = 8 * 1024 * 1024;
const AppShape = z.object({ id: Id, slug: z.string().min(1), name: z.string() });
const Jwt = z.object({ token: z.string().min(1) });

export function openGitHub(settings: GitHubSettings): GitHub {
  const clock = settings.clock ?? systemClock;
  const theirs = openTheirClock(clock);
  const send = openRequest({
    apiUrl: settings.apiUrl,
    limits: openLimits({ ...GITHUB_LIMITS, ...settings.limits }, clock),
    clock,
    theirs,
    timeout: settings.timeout ?? TIMEOUT,
    observe: settings.observe ?? (() => undefined),
  });
  const secret = secretFor("lots", settings.privateKey);
  const auth = openAuth({ send, clock, createJwt: jwtMaker(settings) });
  const seen = openCache<number>({ most: MOST_SEEN, weigh: () => 1 });
  const download = openDownload({ apiUrl: settings.apiUrl, timeout: settings.timeout ?? TIMEOUT });
  const kept = openCache<ArtifactLine>({ most: MOST_LINES, weigh: (line) => JSON.stringify(line).length });
  let self: Promise<OurApp & { readonly name: string }> | undefined;

  async function readSelf(): Promise<OurApp & { readonly name: string }> {
    const what = "the App";
    const { data } = await send({ route: "GET /app", parameters: {}, what, credential: await auth.app() });
    const parsed = AppShape.safeParse(data);
    if (!parsed.success)
      throw new ReadError({ failure: "malformed", what, message: "GitHub's answer about the App has no id or slug." });
    return parsed.data;
  }

  function app(): Promise<OurApp & { readonly name: string }> {
    self ??= readSelf().catch((error: unknown) => {
      self = undefined;
      throw error;
    });
    return self;
  }

  return {
    app,
    now: () => theirs.now(),
    deliveries: openDeliveries({ send, auth }),
    installations: openInstallations({ send, auth }),
    granted: (installation) => auth.granted(installation),
    forget: (installation) => auth.forget(installation),
    reads(repo, records, lasting = "longer") {
      const beside = { installation: repo.installation, owner: repo.owner, name: ".github" };
      return openReads({
        ask: openAsk({ send, auth, repo }),
        askOrganisation: (question) => askBeside({ send, auth, beside, question }),
        app,
        granted: () => auth.granted(repo.installation),
        records,
        secret,
        lasting,
        download,
        kept,
      });
    },
    async write(repo, step, head) {
      return write({ ask: openAsk({ send, auth, repo }), app: await app(), seen, head }, step);
    },
  };
}

/** A secret of its own for one purpose: the App's key is the only one that every replica has and nobody else. */
function secretFor(purpose: string, privateKey: string): Uint8Array {
  return createHmac("sha256", privateKey.trim()).update(`lamplighter ${purpose}`).digest();
}

/** Octokit signs with the key; what it throws could quote the key, and does not leave here. */
function jwtMaker({ appId, privateKey }: GitHubSettings): () => Promise<string> {
  const signer = new ProbotOctokit({ auth: { appId, privateKey } });
  return async () => {
    try {
      return Jwt.parse(await signer.auth({ type: "app" })).token;
    } catch {
      const message = "The App's private key could not sign. Check PRIVATE_KEY: it must be the whole PEM of this App.";
      throw new ReadError({ failure: "unauthorised", what: "the App", message });
    }
  };
}
