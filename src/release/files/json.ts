// Finds a value in JSON by its path and says where it stands, so that it can be replaced and all else stays as it is.

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The string at a path (`packages`, ``, `version`); undefined when there is none. Linear; tolerates comments by refusing. */
export function findString(text: string, path: readonly string[]): Span | undefined {
  let at = 0;
  const space = (): void => {
    while (at < text.length && " \t\r\n\ufeff".includes(text[at] ?? "")) at += 1;
  };
  const string = (): Span | undefined => {
    if (text[at] !== '"') return undefined;
    const start = at;
    for (at += 1; at < text.length; at += 1) {
      if (text[at] === "\\") at += 1;
      else if (text[at] === '"') {
        at += 1;
        return { start, end: at };
      }
    }
    return undefined;
  };
  const skip = (): boolean => {
    // An iterative walk: depth costs nothing.
    for (let depth = 0; at < text.length; ) {
      const sign = text[at] ?? "";
      if (sign === '"') {
        if (string() === undefined) return false;
      } else if (sign === "{" || sign === "[") {
        depth += 1;
        at += 1;
      } else if (sign === "}" || sign === "]") {
        if (depth === 0) return true;
        depth -= 1;
        at += 1;
      } else if (depth === 0 && sign === ",") return true;
      else at += 1;
      if (depth === 0 && '"}]'.includes(sign)) return true;
    }
    return true;
  };
  const into = (key: string): boolean => {
    space();
    const open = text[at];
    if (open !== "{" && open !== "[") return false;
    at += 1;
    for (let index = 0; at < text.length; index += 1) {
      space();
      if (text[at] === "}" || text[at] === "]") return false;
      let name = String(index);
      if (open === "{") {
        const span = string();
        if (span === undefined) return false;
        name = unquoted(text.slice(span.start, span.end));
        space();
        if (text[at] !== ":") return false;
        at += 1;
        space();
      }
      if (name === key) return true;
      if (!skip()) return false;
      space();
      if (text[at] !== ",") return false;
      at += 1;
    }
    return false;
  };
  for (const key of path) if (!into(key)) return undefined;
  space();
  const span = string();
  return span === undefined ? undefined : { start: span.start + 1, end: span.end - 1 };
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    // A key that JSON does not allow is no key that anybody asks for.
    return text;
  }
}
