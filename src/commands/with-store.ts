// Opening the store for one command, and its refusals in words.
import { databaseOf } from "../environment.ts";
import type { OpenStore, Store } from "../store/open.ts";
import { StoreRefusal } from "../store/refusal.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Io } from "./command-line.ts";

/** Opens what DATABASE_URL names, beside a running app unless told otherwise, and closes it whatever happens. */
export async function withStore<T>(
  io: Io,
  use: (store: Store) => Promise<T>,
  stay: NonNullable<OpenStore["stay"]> = "visit",
): Promise<T> {
  const url = databaseOf(io.env);
  if (url === undefined) {
    const message = "DATABASE_URL is neither sqlite:<path> nor postgres://...";
    throw new CommandRefused({
      code: "store-url",
      exit: EXIT.config,
      message,
      mend: "Set it as for `lamplighter start`.",
    });
  }
  try {
    // Only here: a command that needs no database starts without one.
    const { openStore } = await import("../store/open.ts");
    const store = await openStore({ url, stay });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    const { code, message, mend } = error;
    throw new CommandRefused({ code, exit: exitFor(code), message, mend, cause: error });
  }
}

function exitFor(code: StoreRefusal["code"]): number {
  if (code === "store-unreachable" || code === "store-busy") return EXIT.unavailable;
  if (code === "store-url" || code === "store-no-rights") return EXIT.config;
  if (code === "no-such-delivery" || code === "no-such-entry" || code === "backup-format") return EXIT.usage;
  return EXIT.refused;
}

/** A whole number from an option, or a refusal that names it. */
export function wholeNumber(args: {
  readonly name: string;
  readonly given: string | undefined;
  readonly otherwise: number;
}): number {
  const { name, given, otherwise } = args;
  if (given === undefined) return otherwise;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  const message = `--${name} is not a whole number.`;
  throw new CommandRefused({
    code: "bad-number",
    exit: EXIT.usage,
    message,
    mend: `Give digits alone, as in --${name} 42.`,
  });
}

/** A number that nobody has ever seen here is a slip of the pen, and no installation without records. */
export async function refuseUnknown(store: Store, installation: number): Promise<void> {
  const seen = await store.installations.list();
  if (seen.some((one) => one.installation === installation)) return;
  if ((await store.ledger.head(installation)).sequence > 0) return;
  const known = seen.map((one) => `${one.installation} (${one.login})`).join(", ");
  throw new CommandRefused({
    code: "not-seen",
    exit: EXIT.refused,
    message: `Nothing is known here of installation ${installation}.`,
    mend: known === "" ? "Check that DATABASE_URL is the running app's." : `Known are: ${known}.`,
  });
}

/** The installations that a command looks at: the one that was named, or all. */
export async function installationsOf(store: Store, given: string | undefined): Promise<readonly number[]> {
  if (given !== undefined) return [wholeNumber({ name: "installation", given, otherwise: 0 })];
  return (await store.installations.list()).map(({ installation }) => installation);
}
