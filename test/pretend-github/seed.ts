// What the stand-in starts with, as data: a YAML file or an object. Nothing here sends a webhook.
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import * as z from "zod";
import { install } from "./acts/people.ts";
import { commitFiles } from "./acts/pushes.ts";
import { createRepository } from "./acts/repositories.ts";
import { accountByLogin, addAccount } from "./state/accounts.ts";
import type { Account } from "./state/accounts.ts";
import type { Repository } from "./state/repositories.ts";
import { repositoryByName } from "./state/repositories.ts";
import { addApp } from "./state/known.ts";
import type { World } from "./state/world.ts";

const level = z.enum(["none", "read", "triage", "write", "maintain", "admin"]);
const access = z.enum(["read", "write", "admin"]);
const files = z.record(z.string(), z.string());

const user = z.strictObject({
  login: z.string(),
  id: z.int().optional(),
  name: z.string().optional(),
  emails: z.array(z.string()).optional(),
});
const team = z.strictObject({
  name: z.string().optional(),
  parent: z.string().optional(),
  members: z.array(z.string()).default([]),
  maintainers: z.array(z.string()).default([]),
  /** Invited, not accepted. */
  pending: z.array(z.string()).default([]),
});
const organization = z.strictObject({
  id: z.int().optional(),
  owners: z.array(z.string()).default([]),
  members: z.array(z.string()).default([]),
  base_permission: level.default("read"),
  teams: z.record(z.string(), team).default({}),
});
const app = z.strictObject({
  id: z.int().optional(),
  slug: z.string(),
  name: z.string().optional(),
  /** Left out: the first organisation or user. */
  owner: z.string().optional(),
  /** PEM. Left out, one is made; with `public_key` alone the private half stays with the App. */
  private_key: z.string().optional(),
  public_key: z.string().optional(),
  webhook: z
    .strictObject({ url: z.string().nullable().default(null), secret: z.string().default("pretend-webhook-secret") })
    .prefault({}),
  permissions: z.record(z.string(), access).default({}),
  events: z.array(z.string()).default([]),
});
const label = z.union([
  z.string(),
  z.strictObject({ name: z.string(), color: z.string().optional(), description: z.string().optional() }),
]);
const branch = z.strictObject({
  from: z.string().optional(),
  message: z.string().default("Change"),
  by: z.string().optional(),
  files: z.record(z.string(), z.string().nullable()),
});
const repository = z.strictObject({
  id: z.int().optional(),
  description: z.string().optional(),
  private: z.boolean().default(false),
  default_branch: z.string().default("main"),
  topics: z.array(z.string()).default([]),
  properties: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).default({}),
  /** The first commit. Without files the repository is empty, and has no branch. */
  files: files.default({}),
  branches: z.record(z.string(), branch).default({}),
  labels: z.array(label).default([]),
  /** A custom role is `{role: "deployers", base: "write"}`. */
  collaborators: z.record(z.string(), z.union([level, z.strictObject({ role: z.string(), base: level })])).default({}),
  /** Of the owning organisation, by slug. */
  teams: z.record(z.string(), level).default({}),
  environments: z.array(z.string()).default([]),
  workflows: z.array(z.string()).default([]),
});
const installation = z.strictObject({
  id: z.int().optional(),
  app: z.string(),
  account: z.string(),
  repositories: z.union([z.literal("all"), z.array(z.string())]).default("all"),
  permissions: z.record(z.string(), access).optional(),
});

export const seedSchema = z.strictObject({
  /** Left out: the machine's clock. */
  now: z.string().optional(),
  frozen: z.boolean().default(false),
  users: z.array(z.union([z.string(), user])).default([]),
  organizations: z.record(z.string(), organization).default({}),
  apps: z.array(app).default([]),
  repositories: z.record(z.string(), repository).default({}),
  installations: z.array(installation).default([]),
});
export type Seed = z.input<typeof seedSchema>;

function known(world: World, login: string): Account {
  const account = accountByLogin(world, login);
  if (!account) throw new Error(`the seed names ${login}, who is no user or organization of it`);
  return account;
}

/** Fills a world. Throws with a sentence when the seed names what it does not have. */
export function plant(world: World, seed: Seed): void {
  const read = seedSchema.parse(seed);
  for (const each of read.users) {
    const { login, ...rest } = typeof each === "string" ? { login: each } : each;
    addAccount(world, { login, type: "User", ...defined(rest) });
  }
  for (const [login, each] of Object.entries(read.organizations)) plantOrganization(world, login, each);
  for (const each of read.apps) plantApp(world, each);
  for (const [fullName, each] of Object.entries(read.repositories)) plantRepository(world, fullName, each);
  for (const each of read.installations) {
    const found = [...world.apps.values()].find(({ slug }) => slug === each.app);
    if (!found) throw new Error(`the seed installs ${each.app}, which is no app of it`);
    const account = known(world, each.account);
    const names = each.repositories === "all" ? null : each.repositories;
    const repositories = names && new Set(names.map((name) => named(world, `${account.login}/${name}`).id));
    install(world, account, {
      app: found,
      account,
      repositories,
      ...defined({ id: each.id, permissions: each.permissions }),
    });
  }
  if (read.frozen) world.clock.freeze();
}

function named(world: World, fullName: string): Repository {
  const [owner = "", name = ""] = fullName.split("/");
  const found = repositoryByName(world, owner, name);
  if (!found) throw new Error(`the seed names ${fullName}, which is no repository of it`);
  return found;
}

/** Without the keys whose value is undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function plantOrganization(world: World, login: string, each: z.infer<typeof organization>): void {
  const account = addAccount(world, { login, type: "Organization", ...defined({ id: each.id }) });
  const inside = account.organization!;
  inside.basePermission = each.base_permission;
  for (const member of each.members) inside.members.set(known(world, member).id, "member");
  for (const owner of each.owners) inside.members.set(known(world, owner).id, "admin");
  for (const [slug, { name = slug, members, maintainers, pending }] of Object.entries(each.teams)) {
    const made = {
      id: world.ids.next("team"),
      organization: account,
      slug,
      name,
      parent: null,
      members: new Map(),
      repositories: new Map(),
    };
    inside.teams.push(made);
    const join = (who: string, role: "member" | "maintainer", state: "active" | "pending"): void => {
      const person = known(world, who);
      if (state === "active" && !inside.members.has(person.id)) inside.members.set(person.id, "member");
      made.members.set(person.id, { role, state });
    };
    for (const who of members) join(who, "member", "active");
    for (const who of maintainers) join(who, "maintainer", "active");
    for (const who of pending) join(who, "member", "pending");
  }
  for (const [slug, { parent }] of Object.entries(each.teams)) {
    if (parent === undefined) continue;
    const above = inside.teams.find((one) => one.slug === parent);
    if (!above) throw new Error(`team ${slug} has the parent ${parent}, which is no team of ${login}`);
    inside.teams.find((one) => one.slug === slug)!.parent = above;
  }
}

function plantApp(world: World, each: z.infer<typeof app>): void {
  const first = [...world.accounts.values()].findLast((account) => account.type !== "Bot");
  const owner = each.owner === undefined ? first! : known(world, each.owner);
  const alone = each.public_key !== undefined && each.private_key === undefined;
  const privateKey = alone ? null : (each.private_key ?? newKey());
  const publicKey = each.public_key ?? createPublicKey(privateKey!).export({ type: "spki", format: "pem" }).toString();
  addApp(world, { ...each, owner, publicKey, privateKey });
}

export function newKey(): string {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

function plantRepository(world: World, fullName: string, each: z.infer<typeof repository>): void {
  const [login = "", name = ""] = fullName.split("/");
  const owner = known(world, login);
  const admin = [...(owner.organization?.members ?? [])].find(([, role]) => role === "admin")?.[0];
  const by = { account: admin === undefined ? owner : world.accounts.get(admin)!, app: null };
  const more = defined({ id: each.id, description: each.description });
  const created = createRepository(world, by, {
    owner,
    name,
    private: each.private,
    defaultBranch: each.default_branch,
    ...more,
  });
  if (created === "taken") throw new Error(`the seed has ${fullName} twice`);
  const { made } = created;
  made.topics = each.topics;
  for (const [property, value] of Object.entries(each.properties)) made.properties.set(property, value);
  if (Object.keys(each.files).length > 0) created.start(each.files);
  for (const entry of each.labels) {
    const one = typeof entry === "string" ? { name: entry } : entry;
    const color = ("color" in one ? one.color : undefined) ?? "ededed";
    const description = ("description" in one ? one.description : undefined) ?? null;
    made.labels.push({ id: world.ids.next("label"), name: one.name, color, description, default: false });
  }
  for (const [who, granted] of Object.entries(each.collaborators)) {
    const role =
      typeof granted === "string" ? { level: granted, name: granted } : { level: granted.base, name: granted.role };
    made.collaborators.set(known(world, who).id, role);
  }
  for (const [slug, granted] of Object.entries(each.teams)) {
    const found = owner.organization?.teams.find((one) => one.slug === slug);
    if (!found) throw new Error(`${fullName} names the team ${slug}, which is no team of ${login}`);
    found.repositories.set(made.id, granted);
  }
  for (const [branchName, { from, message, by: author, files: content }] of Object.entries(each.branches)) {
    const who = author === undefined ? by : { account: known(world, author), app: null };
    commitFiles(world, made, who, { branch: branchName, message, files: content, ...defined({ from }) });
  }
  for (const one of each.environments) {
    made.environments.push({ id: world.ids.next("environment"), name: one, createdAt: world.clock.now(), gates: [] });
  }
  for (const path of each.workflows) {
    made.workflows.push({
      id: world.ids.next("workflow"),
      name: path
        .split("/")
        .at(-1)!
        .replace(/\.ya?ml$/, ""),
      path,
    });
  }
}
