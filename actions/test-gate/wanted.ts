// The globs of an input: what each of them may name, and where its files can be.
import { statSync } from "node:fs";
import { join, sep } from "node:path";
import { parseGlob, type Glob } from "../../src/core/glob.ts";
import { Refusal } from "../action.ts";

/** Never looked into unless a glob names them: they hold the reports of others. */
const CLOSED = [".git", "node_modules"];

export interface Wanted {
  readonly source: string;
  readonly glob: Glob;
  /** The folder that all its matches are in. */
  readonly root: string;
  readonly is: "glob" | "path";
  matched: number;
}

/** Throws {@link Refusal} for a glob that leaves the workspace, or is none (ACT-18). */
export function wantedOf(source: string, workspace: string): Wanted {
  const slashed = sep === "/" ? source : source.replaceAll("\\", "/");
  const home = workspace.replaceAll("\\", "/");
  const plain = fromHere(slashed.startsWith(`${home}/`) ? slashed.slice(home.length + 1) : slashed);
  const segments = plain.split("/");
  if (plain.startsWith("/") || isOnDrive(plain) || segments.includes("..")) {
    throw new Refusal({
      code: "glob-outside",
      message: `${source} leads out of the workspace.`,
      cure: "Write the glob from the workspace's root, without ..",
    });
  }
  if (plain.startsWith("!"))
    throw wrongGlob(
      `${source} would leave files out, which a glob here cannot.`,
      "Name the files to read, and no others.",
    );
  const glob = parseGlob(plain);
  if (!glob.ok) throw wrongGlob(glob.reason, "Mend the glob.");
  const literal = segments.slice(0, -1).findIndex((segment) => isWild(segment));
  const root = segments.slice(0, literal < 0 ? -1 : literal).join("/");
  const is = segments.some((segment) => isWild(segment)) ? "glob" : "path";
  if (is === "path" && isFolder(join(workspace, plain)))
    throw wrongGlob(`${source} is a folder.`, `Name the files in it, such as ${plain.replace(/\/+$/, "")}/**/*.xml.`);
  return { source, glob: glob.value, root, is, matched: 0 };
}

const wrongGlob = (message: string, cure: string): Refusal => new Refusal({ code: "glob-malformed", message, cure });

const WILD = ["*", "?", "[", "{", "\\"];
const isWild = (segment: string): boolean => WILD.some((sign) => segment.includes(sign));
const isOnDrive = (path: string): boolean => path[1] === ":" && /^[A-Za-z]/.test(path);
const fromHere = (path: string): string => (path.startsWith("./") ? fromHere(path.slice(2)) : path);

/** Whether a glob may lead into a folder of that name. */
export const mayEnter = (one: Wanted, name: string): boolean => !CLOSED.includes(name) || one.source.includes(name);

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // What may not be looked at is told when it is looked for.
    return false;
  }
}
