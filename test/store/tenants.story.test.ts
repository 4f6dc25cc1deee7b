import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import type { KnownRepository } from "../../src/store/repositories.ts";
import { allOf, deliver, drain, mustTake, pull } from "./conformance.ts";
import { ENGINES, openFresh } from "./databases.ts";

const app: KnownRepository = {
  installation: 7,
  id: 700,
  owner: "octo",
  name: "app",
  defaultBranch: "main",
  state: "here",
  seenAt: 1,
};

describe.each(ENGINES)("installations and their repositories on %s", (engine) => {
  let store: Store;
  const now = 1_000_000;
  const octo = { installation: 7, account: 70, login: "octo", since: 1 } as const;
  beforeEach(async () => {
    store = await openFresh(engine, { clock: () => now });
  });
  afterEach(() => store.close());

  it("TEN-12 the queue of a suspended installation stands still, and goes on when it is back", async () => {
    await deliver(store, pull(1), "a");
    await store.installations.see({ ...octo, state: "suspended" });
    await deliver(store, pull(2), "b");
    expect(await drain(store)).toEqual([]);
    expect(await store.depth()).toMatchObject({ due: 0, lateMs: 0 });
    await store.installations.see({ ...octo, state: "active" });
    expect(await drain(store)).toEqual(["7#1", "7#2"]);
  });

  it("TEN-12 a removed installation keeps its records until they are purged", async () => {
    await store.wake(pull(1), now);
    const lease = await mustTake(store);
    await store.ledger.record(lease, { key: "k", kind: "change.approval", by: null, data: {} });
    await store.finish(lease, { handled: [] });
    await store.installations.see({ ...octo, state: "removed" });
    expect(await store.ledger.records(pull(1), ["change.approval"])).toHaveLength(1);
    expect(await store.installations.find(7)).toEqual({ ...octo, state: "removed" });
  });

  it("a purge forgets one installation whole, and nothing of another", async () => {
    for (const installation of [7, 8]) {
      await store.installations.see({ installation, account: installation, login: "x", since: 1, state: "active" });
      await store.repositories.see({ ...app, installation });
      await store.pulls.see({
        installation,
        repository: 700,
        number: 1,
        head: "a",
        base: "main",
        state: "open",
        seenAt: 1,
      });
      await deliver(store, pull(1, installation), `d${installation}`);
      const lease = await mustTake(store);
      await store.ledger.record(lease, { key: "k", kind: "test.fact", by: null, data: {} });
      if (installation === 8) await store.finish(lease, { handled: allOf(lease) });
    }
    expect(await store.purge(7)).toBeGreaterThan(6);
    const exported: string[] = [];
    for await (const line of store.export(7)) exported.push(line);
    expect(exported).toEqual([]);
    expect(await store.knownDeliveries(["d7", "d8"])).toEqual(new Set(["d8"]));
    expect(await store.installations.list()).toMatchObject([{ installation: 8 }]);
    expect(await store.ledger.verify(8)).toMatchObject({ entries: 1, fault: null });
    expect(await store.purge(7)).toBe(0);
  });

  it("a purge fences off a running turn", async () => {
    await deliver(store, pull(1), "a");
    const lease = await mustTake(store);
    await store.purge(7);
    await expect(store.ledger.record(lease, { key: "k", kind: "t.f", by: null, data: {} })).rejects.toThrow(/lease/);
    expect(await store.ledger.verify(7)).toMatchObject({ entries: 0 });
    await store.wake(pull(1), now);
    expect((await mustTake(store)).token).toBeGreaterThanOrEqual(lease.token);
  });

  it("an export has everything of one installation and nothing of another", async () => {
    await deliver(store, pull(1, 7), "mine");
    await deliver(store, pull(1, 8), "theirs");
    await store.repositories.see(app);
    const lines: unknown[] = [];
    for await (const line of store.export(7)) lines.push(JSON.parse(line));
    const tables = lines.map((line) => (line as [string])[0]);
    expect(tables.sort()).toEqual([
      "agenda",
      "agenda_tenants",
      "deliveries",
      "repositories",
      "repository_names",
      "work",
    ]);
    expect(JSON.stringify(lines)).not.toContain("theirs");
  });

  it("a renamed repository is the same one, under both of its names in the record", async () => {
    expect(await store.repositories.see(app)).toBe("new");
    expect(await store.repositories.see({ ...app, seenAt: 2 })).toBe("same");
    expect(await store.repositories.see({ ...app, name: "server", seenAt: 3 })).toBe("renamed");
    expect(await store.repositories.see({ ...app, name: "server", defaultBranch: "trunk", seenAt: 4 })).toBe(
      "default-branch",
    );
    expect(await store.repositories.named(7, "Octo", "SERVER")).toMatchObject({ id: 700, defaultBranch: "trunk" });
    expect(await store.repositories.named(7, "octo", "app")).toBeNull();
    expect(await store.repositories.names(7, 700)).toEqual([
      { owner: "octo", name: "app", since: 1 },
      { owner: "octo", name: "server", since: 3 },
    ]);
  });

  it("a repository that left is kept, and another may take its name", async () => {
    await store.repositories.see(app);
    expect(await store.repositories.see({ ...app, state: "left", seenAt: 2 })).toBe("left");
    await store.repositories.see({ ...app, id: 701, seenAt: 3 });
    expect(await store.repositories.named(7, "octo", "app")).toMatchObject({ id: 701 });
    expect(await store.repositories.see({ ...app, seenAt: 4 })).toBe("back");
    expect(await store.repositories.list(7)).toHaveLength(2);
  });

  it("twins are open pull requests with one head in one repository", async () => {
    const seen = { installation: 7, repository: 700, head: "h", base: "main", state: "open", seenAt: 1 } as const;
    await store.pulls.see({ ...seen, number: 1 });
    await store.pulls.see({ ...seen, number: 2 });
    await store.pulls.see({ ...seen, number: 3, state: "closed" });
    await store.pulls.see({ ...seen, number: 4, head: "other" });
    await store.pulls.see({ ...seen, number: 5, repository: 701 });
    await store.pulls.see({ ...seen, number: 6, installation: 8 });
    expect((await store.pulls.withHead(7, 700, "h")).map(({ number }) => number)).toEqual([1, 2]);
    expect((await store.pulls.open(7, 700)).map(({ number }) => number)).toEqual([1, 2, 4]);
  });

  it("WH-12 an older sight of a pull request does not replace a newer one", async () => {
    const seen = { installation: 7, repository: 700, number: 1, base: "main" } as const;
    await store.pulls.see({ ...seen, head: "new", state: "closed", seenAt: 9 });
    await store.pulls.see({ ...seen, head: "old", state: "open", seenAt: 5 });
    expect(await store.pulls.open(7, 700)).toEqual([]);
  });
});
