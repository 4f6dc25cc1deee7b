// Where the record of a branch begins is in the ledger, chained like everything that is evidence. This table never held
// what anybody read.

export const statements = (): readonly string[] => [`drop table baselines`];
