// What a plain start does not call, in a file of its own: V8 would read it at every start to find its end.
import ts from "typescript";
import { assignedLater } from "./assigned.ts";
import { WITH_METHODS } from "./methods.ts";
import { checkerOf, edited, nodesOf, parsed, type Edit } from "./syntax.ts";

export const LATE_FILE = "late.cjs";

/** A function that is shorter than this stays: what would stand in its place is half as long. */
const SHORTEST = 120;

/** The first file, and what it loads when a function is called that is not in it. */
export interface Apart {
  readonly main: string;
  readonly late: string;
}

/** A function that moves, and where it stood. */
interface Moving {
  readonly written: ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;
  /** The name of a function, or of a method with its class. */
  readonly name: string;
  readonly of: string | null;
}

/**
 * The same program in two files. `called` says where the functions begin that a plain start calls. Of the others each leaves
 * a small one in its place, which loads the second file; that puts all of them where they stood, so that later calls go
 * straight to them. What a `catch` calls stays; so do functions that use a variable to which a function assigns, for the second
 * file would keep its old value.
 */
export function lateApart(code: string, called: ReadonlySet<number>): Apart {
  if (/\blate\b/.test(code.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""))) throw new Error("names of the build are taken");
  const file = parsed(code);
  const checker = checkerOf(file);
  const changing = new Set(assignedLater(code, topNames(file)));
  const parents = parentsIn(file);
  const used = (node: ts.Node): Set<string> => topNamesIn(node, checker);
  const telling = toldBy(file, used);
  const moving = [...nodesOf(file)]
    .flatMap((node) => movable(node, file))
    .filter(({ written }) => !telling.has(written))
    .filter(({ written }) => !called.has(written.getStart(file)) && written.end - written.getStart(file) >= SHORTEST)
    .filter(({ written }) => [...used(written)].every((name) => !changing.has(name)))
    .filter(({ written, of }) => (of === null ? !asksForItself(written) : !parents.has(of)));
  const functions = moving.filter(({ of }) => of === null);
  const own = new Set(functions.map(({ name }) => name));
  const classes = new Set(moving.flatMap(({ of }) => (of === null ? [] : [of])));
  const needed = new Set([...moving.flatMap(({ written }) => [...used(written)]), ...classes]);
  const given = [...needed].filter((name) => !own.has(name)).join(",");
  const names = [...own].join(",");
  const text = (node: ts.Node): string => code.slice(node.getStart(file), node.end);

  const methods = [...classes].map((of) => {
    const ofClass = moving.filter((one) => one.of === of).map(({ name, written }) => `${name}:${text(written)}`);
    return `Object.assign(${of}.prototype,{${ofClass.join(",")}});`;
  });
  const moved = functions.map(({ name, written }) =>
    ts.isFunctionDeclaration(written) ? text(written) : `var ${name}=${text(written)};`,
  );
  const late = `"use strict";module.exports=({${given}})=>{${moved.join("")}${methods.join("")}return{${names}}};\n`;

  const foreign = foreignNames(code);
  const missing = [...foreignNames(late)].filter((name) => !foreign.has(name) && name !== "module");
  if (missing.length > 0) throw new Error(`${LATE_FILE} would miss ${missing.join(", ")}`);

  const load = `var late=()=>{({${names}}=require("./${LATE_FILE}")({${given}}));late=()=>{}};`;
  const declared = functions.filter(({ written }) => ts.isFunctionDeclaration(written));
  const beginning = load + declared.map(({ name }) => `var ${name}=${stub(name)};`).join("");
  const edits = moving.map(({ written, name, of }): Edit => {
    const [from, to] = [written.getStart(file), written.end];
    if (of !== null) return { from, to, text: `function(...e){late();return this.${name}(...e)}` };
    return { from, to, text: ts.isFunctionDeclaration(written) ? "" : stub(name) };
  });
  return { main: `"use strict";${beginning}${edited(code, edits)}`, late };
}

/** What a `catch` calls, and the functions that it needs: it has to say so where the second file cannot be read. */
function toldBy(file: ts.SourceFile, used: (node: ts.Node) => ReadonlySet<string>): ReadonlySet<ts.Node> {
  const all = [...nodesOf(file)].flatMap((node) => movable(node, file));
  const told = new Set<ts.Node>();
  const open: ts.Node[] = [...nodesOf(file)].filter((node) => ts.isCatchClause(node));
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const functions = used(node);
    const asked = ts.isCatchClause(node) ? [...nodesOf(node)].filter(ts.isPropertyAccessExpression) : [];
    const methods = new Set(asked.map(({ name }) => name.text));
    for (const { written, name, of } of all) {
      if (told.has(written) || !(of === null ? functions : methods).has(name)) continue;
      told.add(written);
      open.push(written);
    }
  }
  return told;
}

const stub = (name: string): string => `(...e)=>(late(),${name}(...e))`;

function movable(node: ts.Node, file: ts.SourceFile): Moving[] {
  if (ts.isFunctionDeclaration(node)) {
    return node.parent === file && node.name !== undefined ? [{ written: node, name: node.name.text, of: null }] : [];
  }
  if (!ts.isFunctionExpression(node) && !ts.isArrowFunction(node)) return [];
  const place = node.parent;
  if (ts.isVariableDeclaration(place) && ts.isIdentifier(place.name) && isTop(place, file))
    return place.name.text === WITH_METHODS ? [] : [{ written: node, name: place.name.text, of: null }];
  if (!ts.isPropertyAssignment(place) || !ts.isIdentifier(place.name)) return [];
  const call = place.parent.parent;
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression) || call.expression.text !== WITH_METHODS)
    return [];
  const made = call.parent;
  if (!ts.isVariableDeclaration(made) || !ts.isIdentifier(made.name) || !isTop(made, file)) return [];
  return [{ written: node, name: place.name.text, of: made.name.text }];
}

/** Whether a function asks for its object or makes one: what stands in its place is an arrow, which has none. */
function asksForItself(written: ts.Node): boolean {
  if (ts.isArrowFunction(written)) return false;
  const asks = (node: ts.Node): boolean => {
    if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(node)) return true;
    const isOther = ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isClassLike(node);
    return !isOther && node.forEachChild((child) => asks(child) || undefined) === true;
  };
  return written.forEachChild((child) => asks(child) || undefined) === true;
}

/** Classes that others extend: a method that an heir asks its parent for would be looked up in the heir once more. */
function parentsIn(file: ts.SourceFile): ReadonlySet<string> {
  const clauses = [...nodesOf(file)].filter(ts.isHeritageClause).flatMap(({ types }) => [...types]);
  return new Set(clauses.map(({ expression }) => expression.getText(file)));
}

const isTop = (variable: ts.VariableDeclaration, file: ts.SourceFile): boolean =>
  variable.parent.parent.parent === file;

function topNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(file)) {
    const isNamed = ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node);
    if (isNamed && node.name !== undefined && ts.isIdentifier(node.name) && isOutermost(node))
      names.add(node.name.text);
  }
  return names;
}

/** The names of the file's outermost level that a part of it uses. */
function topNamesIn(part: ts.Node, checker: ts.TypeChecker): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(part)) {
    if (!ts.isIdentifier(node)) continue;
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    if ((symbol?.declarations ?? []).some((place) => isDeclared(place) && isOutermost(place))) names.add(node.text);
  }
  return names;
}

/** Not the name of a property, which has a declaration too. */
const isDeclared = (node: ts.Node): node is ts.VariableDeclaration | ts.BindingElement | ts.FunctionDeclaration =>
  ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node);

function isOutermost(declaration: ts.Declaration): boolean {
  for (let around = declaration.parent; !ts.isSourceFile(around); around = around.parent) {
    if (ts.isFunctionLike(around) || ts.isClassLike(around)) return false;
  }
  return true;
}

/** Names that a program uses and does not declare. */
function foreignNames(code: string): Set<string> {
  const file = parsed(code);
  const checker = checkerOf(file);
  const names = new Set<string>();
  for (const node of nodesOf(file)) {
    if (!ts.isIdentifier(node) || ts.isPropertyAccessExpression(node.parent)) continue;
    if (checker.getSymbolAtLocation(node)?.declarations === undefined) names.add(node.text);
  }
  return names;
}
