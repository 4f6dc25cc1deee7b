// Classes as functions, with their methods beside them. V8 compiles a function with its file if it stands in parentheses, and a
// method or the constructor of a class it never does: each costs a second reading when it is first called.
import ts from "typescript";
import { edited, nodesOf, parsed, type Edit } from "./syntax.ts";

/** What a class and its methods are handed to. */
export const WITH_METHODS = "withMethods";
const HELPER = `var ${WITH_METHODS}=(made,methods,accessors={})=>(Object.assign(made.prototype,methods),Object.defineProperties(made.prototype,accessors),made);`;

/**
 * The same program, in which classes are functions and their methods functions that are added to them. Private names become
 * names that begin with a dollar sign, because a function outside of a class may not say the private ones. What is static,
 * every class that extends another and every class in a function stays as it is.
 */
export function methodsOutside(code: string): string {
  const unlocked = withoutPrivateNames(code);
  const variables = parsed(unlocked).statements.filter(ts.isVariableStatement);
  const values = variables.flatMap(({ declarationList }) => declarationList.declarations.map((one) => one.initializer));
  const edits = values.flatMap((value) => (value === undefined ? [] : classOutside(value, unlocked)));
  return edits.length === 0 ? unlocked : HELPER + edited(unlocked, edits);
}

function withoutPrivateNames(code: string): string {
  if (new RegExp(`\\.\\$[\\w$]|\\b${WITH_METHODS}\\b`).test(code)) throw new Error("names of the build are taken");
  const edits: Edit[] = [];
  const file = parsed(code);
  for (const node of nodesOf(file)) {
    if (!ts.isPrivateIdentifier(node)) continue;
    // Two classes of one line of descent would meet in one name.
    if (isOfHeir(node) || ts.isBinaryExpression(node.parent))
      throw new Error(`${node.text} is private to a class that extends another, or is asked for with in`);
    edits.push({ from: node.getStart(file), to: node.end, text: `$${node.text.slice(1)}` });
  }
  return edited(code, edits);
}

function isOfHeir(name: ts.PrivateIdentifier): boolean {
  for (let around: ts.Node = name; !ts.isSourceFile(around); around = around.parent) {
    if (ts.isClassLike(around)) return around.heritageClauses !== undefined;
  }
  return true;
}

/** A class as a function with methods beside it, or with all that cannot be said so left in it. */
function classOutside(node: ts.Expression, code: string): Edit[] {
  // One with a name of its own may know itself by it.
  if (!ts.isClassExpression(node) || node.heritageClauses !== undefined || node.name !== undefined) return [];
  const methods = node.members.filter(ts.isMethodDeclaration).filter((one) => isPlain(one));
  const accessors = node.members.filter((one) => ts.isAccessor(one)).filter((one) => isPlain(one));
  const moved: ReadonlySet<ts.ClassElement> = new Set<ts.ClassElement>([...methods, ...accessors]);
  if (moved.size === 0) return [];
  const made = asFunction(node, code, moved) ?? withoutMembers(node, code, moved);
  const beside = [made, `{${methods.map((one) => methodAsProperty(one, code)).join(",")}}`];
  if (accessors.length > 0) beside.push(`{${descriptors(accessors, code)}}`);
  return [{ from: node.getStart(), to: node.end, text: `${WITH_METHODS}(${beside.join(",")})` }];
}

/** Null where a class can do what a function cannot, or where a value of a field would mean something else in it. */
function asFunction(node: ts.ClassExpression, code: string, moved: ReadonlySet<ts.ClassElement>): string | null {
  const rest = node.members.filter((one) => !moved.has(one) && !ts.isSemicolonClassElement(one));
  const fields = rest.filter(ts.isPropertyDeclaration);
  const [constructor, ...others] = rest.filter(ts.isConstructorDeclaration);
  if (others.length > 0 || fields.length + (constructor === undefined ? 0 : 1) < rest.length) return null;
  if (!fields.every((one) => isPlain(one) && ts.isIdentifier(one.name))) return null;
  const inside = constructor === undefined ? new Set<string>() : namesIn(constructor);
  const isOther = ({ initializer }: ts.PropertyDeclaration): boolean =>
    initializer !== undefined && [...namesIn(initializer)].some((name) => inside.has(name));
  if (fields.some((one) => isOther(one))) return null;
  const values = fields.map(({ name, initializer }) => {
    const value = initializer === undefined ? "void 0" : code.slice(initializer.getStart(), initializer.end);
    return `this.${code.slice(name.getStart(), name.end)}=${value};`;
  });
  const parameters = (constructor?.parameters ?? []).map((one) => code.slice(one.getStart(), one.end)).join(",");
  const body = constructor?.body;
  const statements = body === undefined ? "" : code.slice(body.getStart() + 1, body.end - 1);
  return `function(${parameters}){${values.join("")}${statements}}`;
}

/** Every name that is said in a part of a program, whatever it means. */
const namesIn = (part: ts.Node): Set<string> =>
  new Set([...nodesOf(part)].flatMap((node) => (ts.isIdentifier(node) ? [node.text] : [])));

function withoutMembers(node: ts.ClassExpression, code: string, moved: ReadonlySet<ts.ClassElement>): string {
  const edits = [...moved].map((one) => ({ from: one.getStart(), to: one.end, text: "" }));
  const start = node.getStart();
  const within = edits.map(({ from, to, text }) => ({ from: from - start, to: to - start, text }));
  return edited(code.slice(start, node.end), within);
}

function methodAsProperty(method: ts.MethodDeclaration, code: string): string {
  const name = code.slice(method.name.getStart(), method.name.end);
  const isAsync = (method.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  const star = method.asteriskToken === undefined ? "" : "*";
  return `${name}:${isAsync ? "async " : ""}function${star}${code.slice(method.name.end, method.end)}`;
}

/** What `Object.defineProperties` takes: getters and setters by their names. */
function descriptors(accessors: readonly ts.AccessorDeclaration[], code: string): string {
  const byName = Map.groupBy(accessors, ({ name }) => code.slice(name.getStart(), name.end));
  const asProperty = (one: ts.AccessorDeclaration): string =>
    `${ts.isGetAccessor(one) ? "get" : "set"}:function${code.slice(one.name.end, one.end)}`;
  return [...byName].map(([name, pair]) => `${name}:{${pair.map(asProperty).join(",")}}`).join(",");
}

const isPlain = (member: ts.MethodDeclaration | ts.AccessorDeclaration | ts.PropertyDeclaration): boolean =>
  (member.modifiers ?? []).every(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) &&
  [...nodesOf(member)].every(({ kind }) => kind !== ts.SyntaxKind.SuperKeyword);
