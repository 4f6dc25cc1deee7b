// Who installed us, and whether we may act for them. A suspended or removed installation's queue stands still (TEN-12).
import type { Instant } from "../core/refs.ts";
import type { Connected } from "./tables.ts";
import { actFor, asTenant } from "./tenant.ts";

export type InstallationState = "active" | "suspended" | "removed";

export interface Installation {
  readonly installation: number;
  /** The account's numeric id; its login is only how it was last called. */
  readonly account: number;
  readonly login: string;
  readonly state: InstallationState;
  /** When it came into this state. */
  readonly since: Instant;
}

export interface Installations {
  /** Keeps what was seen. Anything but `active` pauses the installation's queue at once; its data stay until a purge. */
  see(installation: Installation): Promise<void>;
  find(installation: number): Promise<Installation | null>;
  /** All of them, whatever their state. */
  list(): Promise<readonly Installation[]>;
}

export function openInstallations(connected: Connected): Installations {
  const find = (installation: number): Promise<Installation | null> =>
    asTenant(connected, installation, async (trx) => {
      const row = await trx
        .selectFrom("installations")
        .selectAll()
        .where("installation", "=", installation)
        .executeTakeFirst();
      return row ?? null;
    });
  return {
    find,
    see: (seen) =>
      connected.db.transaction().execute(async (trx) => {
        if (connected.kind === "postgres") await actFor(trx, seen.installation);
        await trx
          .insertInto("installations")
          .values(seen)
          .onConflict((conflict) =>
            conflict.column("installation").doUpdateSet({
              account: seen.account,
              login: seen.login,
              state: seen.state,
              since: seen.since,
            }),
          )
          .execute();
        const paused = seen.state === "active" ? 0 : 1;
        await trx
          .insertInto("agenda_tenants")
          .values({ installation: seen.installation, paused, next_due: null, last_turn: 0 })
          .onConflict((conflict) => conflict.column("installation").doUpdateSet({ paused }))
          .execute();
      }),
    list: async () => {
      const found: Installation[] = [];
      for (const installation of await tenantsOf(connected)) {
        const one = await find(installation);
        if (one) found.push(one);
      }
      return found;
    },
  };
}

/** Every installation that the store has something of, in ascending order. */
export async function tenantsOf({ db }: Pick<Connected, "db">): Promise<readonly number[]> {
  const rows = await db.selectFrom("agenda_tenants").select("installation").orderBy("installation").execute();
  return rows.map(({ installation }) => installation);
}
