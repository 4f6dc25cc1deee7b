// The labels of one issue while it is decided about: what is on, whose it is, and what will have changed in the end.
import { skeleton } from "../../core/lookalike.ts";
import type { Label } from "../../core/issue.ts";
import { type Cause, keyOf, type Provenance, wasRemovedByPerson } from "./provenance.ts";

/** One label that ends otherwise than it began. `keep`: it is on as before, and now somebody else's. */
export interface LabelChange {
  readonly label: string;
  readonly did: "add" | "remove" | "keep";
  readonly cause: Cause;
  /** How often it had changed before. */
  readonly changes: number;
  /** It does not exist in the repository and may be created, because the policy spells it out. */
  readonly create: boolean;
}

/** Who is behind a label that is on, and since when; a later `order` is a later intent. */
export interface Held {
  readonly label: string;
  readonly by: "us" | "person";
  readonly cause: Cause | null;
  readonly order: number;
  /** The account, when a person's and known. */
  readonly person: number | null;
}

export interface Board {
  /** The label that `name` means: as the repository spells it, also under a look-alike name; else undefined. */
  resolve(name: string): string | undefined;
  held(name: string): Held | undefined;
  all(): readonly Held[];
  /** Whether a person took it off, before or just now: nothing but a person puts it on again. */
  isBarred(name: string): boolean;
  /** `missing`: the repository has no such label, and it may not be created. */
  set(name: string, cause: Cause, creation: "create" | "only-existing"): "set" | "already" | "missing";
  unset(name: string, cause: Cause): "unset" | "absent";
  changes(): readonly LabelChange[];
}

export function boardOf(args: {
  readonly existing: readonly Label[];
  readonly on: readonly string[];
  readonly provenance: ReadonlyMap<string, Provenance>;
}): Board {
  const byId = [...args.existing].sort((a, b) => a.id - b.id).map((label) => label.name);
  const before = new Map<string, Held>();
  for (const label of args.on) {
    const known = args.provenance.get(keyOf(label));
    const {
      last: by,
      cause,
      at: order,
      person,
    } = known ?? { last: "person" as const, cause: null, at: -1, person: null };
    before.set(keyOf(label), { label, by, cause, order, person });
  }
  const now = new Map(before);
  const barred = new Set([...args.provenance].flatMap(([key, one]) => (wasRemovedByPerson(one) ? [key] : [])));
  const touched = new Map<string, { readonly label: string; readonly cause: Cause; readonly create: boolean }>();
  let order = args.provenance.size === 0 ? 0 : Math.max(...[...args.provenance.values()].map((one) => one.at)) + 1;

  const exact = new Map(byId.toReversed().map((name) => [keyOf(name), name]));
  let alike: ReadonlyMap<string, string> | undefined;
  const resolve = (name: string): string | undefined => {
    const found = exact.get(keyOf(name)) ?? now.get(keyOf(name))?.label;
    if (found !== undefined) return found;
    // Of several look-alikes the oldest; made once, because a repository may have hundreds of labels.
    alike ??= new Map(byId.toReversed().map((one) => [skeleton(one), one]));
    return alike.get(skeleton(name));
  };
  const keyFor = (name: string): string => keyOf(resolve(name) ?? name);

  return {
    resolve,
    held: (name) => now.get(keyFor(name)),
    all: () => [...now.values()],
    isBarred: (name) => barred.has(keyFor(name)),
    set(name, cause, creation) {
      const found = resolve(name);
      if (found === undefined && creation === "only-existing") return "missing";
      const label = found ?? name;
      const key = keyOf(label);
      const was = now.get(key);
      const person = cause.by === "command" ? cause.person : null;
      const by = person === null ? "us" : "person";
      // What is a person's does not become ours by our wanting it too.
      if (was && (was.by === by || by === "us")) return "already";
      now.set(key, { label, by, cause, order: order++, person });
      touched.set(key, { label, cause, create: found === undefined });
      barred.delete(key);
      return was ? "already" : "set";
    },
    unset(name, cause) {
      const key = keyFor(name);
      const was = now.get(key);
      if (!was) return "absent";
      now.delete(key);
      touched.set(key, { label: was.label, cause, create: false });
      if (cause.by === "command") barred.add(key);
      return "unset";
    },
    changes: () =>
      [...touched].flatMap(([key, { label, cause, create }]): LabelChange[] => {
        const was = before.get(key);
        const is = now.get(key);
        const changes = args.provenance.get(key)?.changes ?? 0;
        if (!was && is) return [{ label, did: "add", cause, changes, create }];
        if (was && !is) return [{ label, did: "remove", cause, changes, create }];
        if (was && is && was.by !== is.by) return [{ label, did: "keep", cause, changes, create }];
        return [];
      }),
  };
}
