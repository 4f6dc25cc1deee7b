// On SQLite a delivery's body stands in the spool, and its row says where. Bodies that are in their rows stay there.
// There, too, deliveries are found by id without an index of their own: ids are random, and keeping one in their order
// cost as much as all the rest of a row. The index by time grows at its end only, and holds the ids to look through.
import type { Words } from "./0001-intake-agenda-ledger.ts";

export const statements = ({ kind }: Words): readonly string[] => [
  `alter table deliveries add column segment bigint`,
  `alter table deliveries add column place bigint`,
  ...(kind === "sqlite"
    ? [`drop index deliveries_by_id`, `create index deliveries_by_time on deliveries (received_at, id)`]
    : []),
];
