// Our own index of pull requests by head: GitHub's is empty for forks, and a check sits on a commit that several may share.
import type { Instant, Sha } from "../core/refs.ts";
import type { Connected } from "./tables.ts";
import { asTenant, know } from "./tenant.ts";

/** A pull request as it was last seen. A hint: what is decided is read from GitHub. */
export interface KnownPull {
  readonly installation: number;
  readonly repository: number;
  readonly number: number;
  readonly head: Sha;
  readonly base: string;
  readonly state: "open" | "closed";
  readonly seenAt: Instant;
}

export interface Pulls {
  /** Keeps what was seen; an older sight never replaces a newer one, in whatever order they come (WH-12). */
  see(pull: KnownPull): Promise<void>;
  /** Open pull requests with this head: one, or twins. */
  withHead(installation: number, repository: number, head: Sha): Promise<readonly KnownPull[]>;
  open(installation: number, repository: number): Promise<readonly KnownPull[]>;
}

export function openPulls(connected: Connected): Pulls {
  const openOnes = (installation: number, repository: number, head: Sha | null): Promise<readonly KnownPull[]> =>
    asTenant(connected, installation, async (trx) => {
      let query = trx
        .selectFrom("pulls")
        .selectAll()
        .where("installation", "=", installation)
        .where("repository", "=", repository)
        .where("state", "=", "open");
      if (head !== null) query = query.where("head", "=", head);
      const rows = await query.orderBy("number").execute();
      return rows.map(({ seen_at: seenAt, ...row }) => ({ ...row, seenAt }));
    });
  return {
    see: ({ seenAt, ...seen }) =>
      asTenant(connected, seen.installation, async (trx) => {
        await know(trx, seen.installation);
        const { head, base, state } = seen;
        await trx
          .insertInto("pulls")
          .values({ ...seen, seen_at: seenAt })
          .onConflict((conflict) =>
            conflict
              .columns(["installation", "repository", "number"])
              .doUpdateSet({ head, base, state, seen_at: seenAt })
              .where("pulls.seen_at", "<=", seenAt),
          )
          .execute();
      }),
    withHead: openOnes,
    open: (installation, repository) => openOnes(installation, repository, null),
  };
}
