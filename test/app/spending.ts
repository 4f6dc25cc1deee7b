// What one event on a pull request costs: the app's requests to GitHub from the delivery until nothing moves.
import { openHouse, POLICY, type House } from "./house.ts";

const AT = "/repos/octo/app";

/** A policy that asks for most of what can be asked of one pull request: paths, people, reviews, issues. */
export const ASKING = POLICY.replace(
  "change: {}",
  `change:
  reviews: count
  approvals: { low: { count: 1, from: [maintainers] }, medium: { count: 1, from: [maintainers] }, high: { count: 2, from: [maintainers] } }
  risk: { rules: [{ name: touches the core, if: { paths: ["src/core/**"] }, points: 10 }] }
  require: { linked_issue: true }`,
).replace(/triage:\n(?: .*\n)+/, "");

export interface Spent {
  /** `GET /repos/:owner/:repo 304`, in order; accounts and their roles apart. */
  readonly look: readonly string[];
  /** Looking up who may do what. */
  readonly roles: readonly string[];
  /** Comments and reviews that no event told of: asked on ticks alone. */
  readonly catchUp: readonly string[];
  /** What a write looks at before it writes. */
  readonly beforeWrites: readonly string[];
  readonly writes: readonly string[];
  /** Reads that GitHub counts against the limit: unchanged answers are free. Roles apart. */
  readonly counted: number;
}

type Logged = House["github"]["log"]["requests"][number];

const isRole = ({ route }: Logged): boolean => /\/user\/|\/users\/|\/permission|\/teams\//.test(route);
const isToken = ({ route }: Logged): boolean => /access_tokens| \/app(\/|$)/.test(route);
const isRead = ({ method, body }: Logged): boolean => method === "GET" || body.includes('"query Moment');
const isSaying = ({ route, body }: Logged): boolean =>
  route.includes("/issues/:number/comments") || (body.includes("query Moment") && body.includes('"events":false'));

function nameOf({ route, status, body }: Logged): string {
  const operation = /(?:query|mutation) (\w+)/.exec(body)?.[1];
  return `${route}${operation ? ` ${operation}` : ""} ${status}`;
}

/** Does something and lets it settle; the app's requests meanwhile. */
async function spend(house: House, act: () => Promise<unknown>): Promise<Spent> {
  const { requests } = house.github.log;
  const before = requests.length;
  await act();
  await house.settle();
  const ours = requests
    .slice(before)
    .filter((one) => String(one.headers["user-agent"]).startsWith("lamplighter") && !isToken(one));
  const writes = ours.filter((one) => !isRead(one));
  const reads = ours.filter((one) => isRead(one) && !isRole(one));
  const isAgain = (one: Logged): boolean =>
    reads.some((other) => other !== one && other.path === one.path && reads.indexOf(other) < reads.indexOf(one));
  // A write reads the head, and its own check or comment, right before it writes.
  const isBefore = (one: Logged): boolean =>
    writes.length > 0 &&
    (one.query.includes("check_name") ||
      one.route.includes("comments") ||
      (one.route.endsWith("/pulls/:number") && isAgain(one)));
  const isCatchUp = (one: Logged): boolean => writes.length === 0 && isSaying(one);
  const look = reads.filter((one) => !isBefore(one) && !isCatchUp(one));
  return {
    look: look.map(nameOf),
    roles: ours.filter((one) => isRead(one) && isRole(one)).map(nameOf),
    catchUp: reads.filter(isCatchUp).map(nameOf),
    beforeWrites: reads.filter(isBefore).map(nameOf),
    writes: writes.map(nameOf),
    counted: reads.filter(({ status }) => status !== 304).length,
  };
}

/** A branch of 30 files and 10 commits, one of them by two, and an issue that its pull request will be linked to. */
async function prepare(house: House): Promise<number> {
  await house.act("nina", `POST ${AT}/issues`, { title: "It fails" });
  for (let commit = 0; commit < 10; commit++) {
    const files = Object.fromEntries(
      [0, 1, 2].map((file) => [`src/part-${commit % 5}/f${commit}-${file}.ts`, `export const n = ${commit};\n`]),
    );
    const message = commit === 3 ? "Step 3\n\nCo-authored-by: Ben <ben@users.noreply.github.com>" : `Step ${commit}`;
    await house.push("nina", "fix", { ...(commit === 0 && { from: "main" }), files, message });
  }
  await house.settle();
  return 2;
}

export interface Cost {
  readonly event: string;
  /** With nothing about the pull request kept from before; the policy was read at its commit, which is one read more. */
  readonly cold: Spent;
  /** One more look after it, when nothing changed. */
  readonly warm: Spent;
}

/** Each kind of event, one after the other on one pull request. */
export async function costs(): Promise<readonly Cost[]> {
  await using house = await openHouse({ policy: ASKING });
  const number = await prepare(house);
  const pull = `${AT}/pulls/${number}`;
  const wake = (): Promise<void> =>
    house.visit((store) => {
      const { installation, repository } = house;
      return store.wake(
        { installation, repository, kind: "pull", name: String(number) },
        house.github.world.clock.now(),
      );
    });
  const head = (): Promise<string> => house.headOf(number);
  const events: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      "opened",
      () => house.act("nina", `POST ${AT}/pulls`, { title: "Change", body: "fixes #1", head: "fix", base: "main" }),
    ],
    ["edited", () => house.act("nina", `PATCH ${pull}`, { title: "Another title" })],
    ["approved", () => house.act("mia", `POST ${AT}/issues/${number}/comments`, { body: "/approve-change" })],
    ["reviewed", async () => house.act("max", `POST ${pull}/reviews`, { event: "APPROVE", commit_id: await head() })],
    ["pushed", () => house.push("nina", "fix", { files: { "src/more.ts": "more\n" } })],
    ["a tick", wake],
  ];
  const found: Cost[] = [];
  for (const [event, act] of events) {
    // Another tip of the base: nothing that was kept by its commits serves any more.
    await house.push("mona", "main", { files: { "README.md": `${event}\n` } });
    await house.settle();
    house.advance(5);
    const cold = await spend(house, act);
    house.advance(5);
    // The first look after an event may find its own writing changed; the second finds nothing.
    await spend(house, wake);
    const warm = await spend(house, wake);
    found.push({ event, cold, warm });
  }
  return found;
}
