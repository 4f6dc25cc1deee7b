// Starts a pretend GitHub on loopback; for tests, the demo and `npm run pretend-github`.
import type { AddressInfo } from "node:net";
import { controlRoutes } from "./control/control.ts";
import { connect } from "./client.ts";
import type { Client } from "./client.ts";
import { startPost } from "./events/post.ts";
import type { Post } from "./events/post.ts";
import { startFaults } from "./faults/faults.ts";
import type { Faults } from "./faults/faults.ts";
import { answerGraphql } from "./graphql/graphql.ts";
import { startMeter, USUAL_LIMITS } from "./http/limits.ts";
import type { Limits, Meter } from "./http/limits.ts";
import { startInspector } from "./http/inspector.ts";
import type { Inspector } from "./http/inspector.ts";
import { startLog } from "./http/log.ts";
import type { RequestLog } from "./http/log.ts";
import { refusalAnswer, createGitHubServer } from "./http/server.ts";
import type { Serving } from "./http/server.ts";
import { compile } from "./http/router.ts";
import { notFound } from "./http/refusal.ts";
import { apiRoutes } from "./routes/routes.ts";
import { plant } from "./seed.ts";
import type { Seed } from "./seed.ts";
import { addKnownAccounts } from "./state/known.ts";
import { startWorld } from "./state/world.ts";
import type { World } from "./state/world.ts";

export interface PretendGitHub extends AsyncDisposable {
  /** `http://127.0.0.1:4010`: what `GITHUB_API_URL` is set to. */
  readonly url: string;
  readonly world: World;
  readonly faults: Faults;
  readonly meter: Meter;
  readonly log: RequestLog;
  readonly post: Post;
  /** What was wrong in the stand-in itself, held against GitHub's description: {@link stop} throws when there is any. */
  readonly inspector: Inspector;
  /** GitHub's REST API as a person. */
  as(login: string): Client;
  /** GitHub's REST API with any Authorization header, or with none. */
  with(authorization: string | null): Client;
  /** Resolves when every webhook was delivered and answered. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface Start {
  /** 0, the usual, takes a free one. */
  readonly port?: number;
  readonly seed?: Seed;
  readonly limits?: Partial<Limits>;
  /** `nothing` for benchmarks: then nothing is held against GitHub's description. */
  readonly inspect?: "everything" | "nothing";
  /** How long a webhook may take, ms; GitHub's 10 s when left out. */
  readonly patience?: number;
}

export async function startPretendGitHub(start: Start = {}): Promise<PretendGitHub> {
  const { seed = {} } = start;
  const world = startWorld(seed.now === undefined ? undefined : Date.parse(seed.now));
  const faults = startFaults();
  const meter = startMeter(world.clock, { ...USUAL_LIMITS, ...start.limits });
  const log = startLog();
  const inspector = startInspector(start.inspect ?? "everything");
  const post = startPost(world, {
    faults,
    inspector,
    ...(start.patience !== undefined && { patience: start.patience }),
  });
  addKnownAccounts(world);
  plant(world, seed);
  world.tell = (event) => post.tell(event);
  const server = createGitHubServer({
    world,
    router: compile(apiRoutes(post, meter)),
    faults,
    meter,
    log,
    inspector,
    control: controlOf({ world, faults, post, meter, log, inspector }),
    graphql: answerGraphql,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(start.port ?? 0, "127.0.0.1", resolve);
  });
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    post.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (inspector.problems.length > 0) {
      throw new Error(
        `the stand-in was not as GitHub describes itself:\n${[...new Set(inspector.problems)].join("\n")}`,
      );
    }
  };
  return {
    url: world.url,
    world,
    faults,
    meter,
    log,
    post,
    inspector,
    as: (login) => connect(world.url, `token user:${login}`),
    with: (authorization) => connect(world.url, authorization),
    settled: () => post.settled(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

export interface Controlled {
  readonly world: World;
  readonly faults: Faults;
  readonly post: Post;
  readonly meter: Meter;
  readonly log: RequestLog;
  readonly inspector: Inspector;
}

/** The control API runs through the same kind of routes, without limits, faults or log. */
function controlOf(controlled: Controlled): Serving["control"] {
  const router = compile(controlRoutes(controlled));
  return async ({ method, path, query, body }) => {
    if (path === "/_pretend/settle") await controlled.post.settled();
    const found = router(controlled.world, method, path);
    if (found.is !== "route") return refusalAnswer(notFound());
    const { route, params } = found;
    const read = route.body === null ? undefined : route.body.parse(body ?? {});
    const { world } = controlled;
    const actor = { kind: "anonymous", token: "" } as const;
    return route.answer({ world, actor, params, query, body: read, headers: {}, url: `${world.url}${path}` });
  };
}
