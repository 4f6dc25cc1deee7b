// npm run soak -- --deliveries 20000 --kills 400 [--store sqlite|postgres] [--seed 1]
// The kill test of the suite at any size: exits with 1 when something acknowledged was lost or an effect was doubled.
// npm run soak -- --histories 1000000 [--seed 1]
// Instead: the change room and the model of "approved" over so many histories, until they disagree on one.
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { playAll, print } from "../test/reference/shards.ts";
import { soak } from "../test/store/kill/soak.ts";
import { startPostgres } from "../test/store/postgres-server.ts";

const { values } = parseArgs({
  options: {
    deliveries: { type: "string", default: "20000" },
    kills: { type: "string", default: "400" },
    store: { type: "string", default: "sqlite" },
    histories: { type: "string" },
    seed: { type: "string" },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
let state = seed;
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

if (values.histories !== undefined) {
  // Each seed has a million of its own.
  const share = await playAll({ histories: Number(values.histories), seed: seed % 1_000 });
  console.log(`seed ${seed % 1_000}: ${print(share)}`);
  if (share.disagreement !== undefined) console.error(share.disagreement);
  process.exit(share.disagreement === undefined ? 0 : 1);
}

const folder = await mkdtemp(join(tmpdir(), "lamplighter-soak-"));
const server = values.store === "postgres" ? await startPostgres() : undefined;
try {
  const result = await soak({
    storeUrl: server?.url ?? `sqlite:${join(folder, "store.sqlite")}`,
    deliveries: Number(values.deliveries),
    kills: Number(values.kills),
    random,
    progress: (line) => console.log(line),
  });
  console.log(JSON.stringify({ store: values.store, seed, ...result }, null, 2));
  const isSound =
    result.lost.length + result.doubled.length + result.deadLetters + result.unfinished + result.faults.length === 0;
  process.exitCode = isSound ? 0 : 1;
} finally {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}
