// The ledger can be shown in part: each entry has a salt, so that its content can stand there as a hash that nobody can
// guess, and each head its time, so that time runs forward in a chain.

export const statements = (): readonly string[] => [
  `alter table ledger add column salt text not null default ''`,
  `alter table ledger_heads add column at bigint not null default 0`,
];
