// Where a failure is: the report's own file and line, or the first frame of the stack that lies in the repository.

export interface Place {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  /** 1-based; 0 when only the file is known. */
  readonly line: number;
}

/** How stacks name a place: `a.ts:3:5`, `File "a.py", line 3`, `a.php:3`, `Foo.cs:line 3`, `a.cpp(3)`. Each is bounded. */
const FRAMES = [
  /File "([^"\n]{1,300})", line (\d{1,7})/g,
  /((?:[A-Za-z]:)?[^\s:()"'`<>[\]]{1,300}\.[A-Za-z]{1,6}):(?:line )?(\d{1,7})/g,
  /([^\s:()"'`<>[\]]{1,300}\.[A-Za-z]{1,6})\((\d{1,7})\)/g,
];
const MOST_FRAMES = 40;

/** The place of a failure inside the workspace; null when none of the candidates is a file there. */
export function placeOf(args: {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly details: string;
  /** With slashes, without one at the end. */
  readonly workspace: string;
  readonly isFile: (path: string) => boolean;
}): Place | null {
  const { file, line, details, workspace, isFile } = args;
  const inside = (name: string): string | null => {
    const path = relativePath(name, workspace);
    return path !== null && !/(^|\/)node_modules\//.test(path) && isFile(path) ? path : null;
  };
  const own = file === undefined ? null : inside(file);
  const frames = framesOf(details).map((frame) => ({ path: inside(frame.name), line: frame.line }));
  const inOwn = own === null ? undefined : frames.find((frame) => frame.path === own);
  // A report's line is often where the test begins (gtest, jest), for pytest the one before; the frame is where it failed.
  if (inOwn === undefined && own !== null && line !== undefined) return { path: own, line };
  const found = inOwn ?? frames.find((frame) => frame.path !== null);
  if (found !== undefined && found.path !== null) return { path: found.path, line: found.line };
  return own === null ? null : { path: own, line: 0 };
}

function framesOf(details: string): { name: string; line: number; at: number }[] {
  const frames = FRAMES.flatMap((pattern) =>
    [...details.slice(0, 8_000).matchAll(pattern)].slice(0, MOST_FRAMES).map((match) => ({
      name: (match[1] ?? "").replace(/^(?:\w+:)?\/{2,}/, "/"),
      line: Number(match[2]),
      at: match.index,
    })),
  );
  return frames.sort((a, b) => a.at - b.at);
}

/** A path below the workspace; null for what lies elsewhere. */
export function relativePath(name: string, workspace: string): string | null {
  const plain = name.replaceAll("\\", "/");
  const root = workspace.replaceAll("\\", "/");
  const relative = plain.startsWith(`${root}/`) ? plain.slice(root.length + 1) : plain;
  if (/^(\/|[A-Za-z]:)/.test(relative)) return null;
  const parts = relative.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? null : parts.join("/");
}
