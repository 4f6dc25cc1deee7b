// Why something was given up has a code of its own beside its sentence. Rows from before have none, and some of their
// sentences begin with it: whoever reads them takes it from there.

export const statements = (): readonly string[] => [
  `alter table deliveries add column code text`,
  `alter table work add column code text`,
  `alter table agenda add column code text`,
];
