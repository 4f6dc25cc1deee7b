// Deliveries, the agenda, the ledger, and what is known of installations.

/** How the two databases spell the same thing. */
export interface Words {
  readonly kind: "sqlite" | "postgres";
  readonly bytes: "blob" | "bytea";
  readonly serial: string;
}

export const statements = ({ bytes, serial }: Words): readonly string[] => [
  `create table deliveries (
     row ${serial},
     id text not null,
     event text not null,
     body ${bytes} not null,
     size bigint not null,
     body_hash text not null unique,
     received_at bigint not null,
     state text not null default 'unsorted',
     reason text,
     installation bigint
   )`,
  `create index deliveries_by_id on deliveries (id)`,
  `create index deliveries_unsorted on deliveries (row) where state = 'unsorted'`,
  `create index deliveries_dead on deliveries (row) where state = 'dead'`,

  `create table work (
     subject text not null,
     delivery bigint not null,
     installation bigint not null,
     state text not null,
     reason text,
     primary key (subject, delivery)
   )`,
  `create index work_by_delivery on work (delivery)`,
  `create index work_dead on work (subject) where state = 'dead'`,

  `create table agenda (
     subject text primary key,
     installation bigint not null,
     due_at bigint,
     woken_at bigint,
     token bigint not null,
     leased_until bigint,
     worker text,
     attempts bigint not null,
     error text,
     dead_at bigint
   )`,
  `create index agenda_due on agenda (installation, due_at) where due_at is not null`,
  `create index agenda_dead on agenda (subject) where dead_at is not null`,

  `create table agenda_tenants (
     installation bigint primary key,
     paused bigint not null,
     next_due bigint,
     last_turn bigint not null
   )`,
  `create index agenda_tenants_due on agenda_tenants (next_due) where next_due is not null`,
  `create index agenda_tenants_turn on agenda_tenants (last_turn)`,

  `create table ledger (
     installation bigint not null,
     sequence bigint not null,
     previous text not null,
     hash text not null,
     at bigint not null,
     subject text not null,
     kind text not null,
     op_key text,
     person bigint,
     person_json text,
     data text not null,
     primary key (installation, sequence)
   )`,
  `create index ledger_by_subject on ledger (installation, subject, sequence)`,
  `create index ledger_by_key on ledger (installation, subject, op_key, sequence) where op_key is not null`,
  `create table ledger_heads (
     installation bigint primary key,
     sequence bigint not null,
     hash text not null
   )`,

  `create table installations (
     installation bigint primary key,
     account bigint not null,
     login text not null,
     state text not null,
     since bigint not null
   )`,
  `create table repositories (
     installation bigint not null,
     repository bigint not null,
     owner text not null,
     name text not null,
     default_branch text not null,
     state text not null,
     seen_at bigint not null,
     primary key (installation, repository)
   )`,
  `create table repository_names (
     installation bigint not null,
     repository bigint not null,
     since bigint not null,
     owner text not null,
     name text not null,
     primary key (installation, repository, since, owner, name)
   )`,
  `create table baselines (
     installation bigint not null,
     repository bigint not null,
     branch text not null,
     sha text not null,
     since bigint not null,
     primary key (installation, repository, branch)
   )`,
  `create table pulls (
     installation bigint not null,
     repository bigint not null,
     number bigint not null,
     head text not null,
     base text not null,
     state text not null,
     seen_at bigint not null,
     primary key (installation, repository, number)
   )`,
  `create index pulls_by_head on pulls (installation, repository, head) where state = 'open'`,
];
