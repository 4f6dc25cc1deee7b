// GitHub's pages: `per_page` up to 100, `page`, and a Link header.
import type { Answer, Ask } from "./route.ts";

const MOST = 100;

function whole(text: string | null, otherwise: number): number {
  const value = text !== null && /^\d+$/.test(text) ? Number(text) : otherwise;
  return Math.max(1, value);
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

/** The asked page of a list. `usual` is the size when none is asked for. */
export function pageOf<T>(ask: Ask, all: readonly T[], usual = 30): Page<T> {
  const size = Math.min(MOST, whole(ask.query.get("per_page"), usual));
  const page = whole(ask.query.get("page"), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(ask.query);
    query.set("page", String(to));
    return `<${ask.url}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  return {
    items: all.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

/** A page of a list as the whole answer. */
export function list<T>(ask: Ask, all: readonly T[], shape: (item: T) => unknown): Answer {
  const { items, headers } = pageOf(ask, all);
  return { status: 200, body: items.map(shape), headers };
}

/** A page inside an object that also tells the total, as with check runs. */
export function countedList<T>(ask: Ask, all: readonly T[], shape: { name: string; of: (item: T) => unknown }): Answer {
  const { items, headers } = pageOf(ask, all);
  return { status: 200, body: { total_count: all.length, [shape.name]: items.map(shape.of) }, headers };
}
