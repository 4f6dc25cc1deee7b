/** A bounded map that forgets what was used longest ago. `weigh` is in bytes, or in whatever `most` counts. */
export interface Cache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  readonly weight: number;
}

export function openCache<Value>(args: {
  readonly most: number;
  readonly weigh: (value: Value) => number;
}): Cache<Value> {
  const kept = new Map<string, { readonly value: Value; readonly weight: number }>();
  let weight = 0;
  const drop = (key: string): void => {
    weight -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  };
  return {
    get weight() {
      return weight;
    },
    get(key) {
      const entry = kept.get(key);
      if (!entry) return undefined;
      // A Map keeps the order of insertion: put back, it is the youngest.
      kept.delete(key);
      kept.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      drop(key);
      const own = args.weigh(value);
      // One that fills the cache alone would drive out everything else for a single reader.
      if (own > args.most / 2) return;
      kept.set(key, { value, weight: own });
      weight += own;
      for (const oldest of kept.keys()) {
        if (weight <= args.most) break;
        drop(oldest);
      }
    },
    delete: drop,
  };
}
