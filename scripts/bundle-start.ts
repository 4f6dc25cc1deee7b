// The first file of a bundle, made so that V8 has the least to do with it. What a start calls is compiled together with the
// file (V8 does so for a function that stands in parentheses); everything else is only looked over. Otherwise each function
// that is called is read twice, once to find its end and once to compile it.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import * as z from "zod";

/** The shape of V8's coverage as far as it is used: where each function begins, and whether it was called. */
const Coverage = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(z.object({ ranges: z.array(z.object({ startOffset: z.number(), count: z.number() })) })),
    }),
  ),
});

/** Runs the file as the runner would, in an empty folder with one small report; where the functions begin that it calls. */
function calledIn(code: string): ReadonlySet<number> {
  const home = mkdtempSync(join(tmpdir(), "lamplighter-start-"));
  try {
    const [main, workspace, coverage] = [join(home, "main.cjs"), join(home, "workspace"), join(home, "coverage")];
    mkdirSync(workspace);
    writeFileSync(main, code);
    writeFileSync(join(workspace, "junit.xml"), `<testsuite name="s"><testcase classname="a" name="b"/></testsuite>\n`);
    const env = {
      INPUT_REPORTS: "**/junit*.xml",
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: join(home, "temp"),
      GITHUB_STEP_SUMMARY: join(home, "summary"),
      GITHUB_OUTPUT: join(home, "output"),
      NODE_V8_COVERAGE: coverage,
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, [main], { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`the first file alone is not green:\n${stdout}${stderr}`);
    const [written = ""] = readdirSync(coverage);
    const { result } = Coverage.parse(JSON.parse(readFileSync(join(coverage, written), "utf8")));
    const functions = result.find(({ url }) => url.endsWith("/main.cjs"))?.functions ?? [];
    const starts = functions.map(({ ranges }) => ranges[0]).filter((whole) => (whole?.count ?? 0) > 0);
    return new Set(starts.map((whole) => whole?.startOffset ?? -1));
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** The same program, of which V8 compiles at once what a green run calls. */
export const compiledAtOnce = (code: string): string => inParentheses(code, calledIn(code));

/**
 * The same program with those functions in parentheses that begin at these places. A declared one becomes a variable at the
 * very beginning, which is where a declaration counts from; methods stay as they are, V8 has no such sign for them.
 */
export function inParentheses(code: string, called: ReadonlySet<number>): string {
  const file = ts.createSourceFile("main.cjs", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const around = new Map<number, string>();
  const moved: ts.FunctionDeclaration[] = [];
  const visit = (node: ts.Node): void => {
    const start = node.getStart(file);
    if (ts.isFunctionDeclaration(node) && node.parent === file && called.has(start)) moved.push(node);
    if ((ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && called.has(start)) {
      around.set(start, `${around.get(start) ?? ""}(`);
      around.set(node.end, `)${around.get(node.end) ?? ""}`);
    }
    node.forEachChild(visit);
  };
  visit(file);
  const places = [...around.keys()].sort((one, other) => one - other);
  const between = (from: number, to: number): string => {
    let text = "";
    let at = from;
    for (const place of places) {
      if (place < from || place >= to) continue;
      text += code.slice(at, place) + (around.get(place) ?? "");
      at = place;
    }
    return text + code.slice(at, to);
  };
  const variables: string[] = [];
  let rest = "";
  let at = 0;
  for (const node of moved) {
    const start = node.getStart(file);
    const unnamed = between(start, node.end).replace(/^((?:async )?function\*?) ?[\w$]+/, "$1");
    variables.push(`${node.name?.text ?? ""}=(${unnamed})`);
    rest += between(at, start);
    at = node.end;
  }
  const beginning = variables.length === 0 ? "" : `var ${variables.join(",")};`;
  return `"use strict";${beginning}${rest}${between(at, code.length)}`;
}

/**
 * The names among `names` to which a function assigns. An ES module sees what its neighbour assigns later; of CommonJS it
 * keeps what stood there at the end of the file, for ever.
 */
export function assignedLater(code: string, names: ReadonlySet<string>): string[] {
  const file = ts.createSourceFile("main.js", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const checker = checkerOf(file);
  const found = new Set<string>();
  const targets = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && names.has(node.text)) {
      const symbol = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      const places = symbol?.declarations ?? [];
      if (places.some((place) => !isInFunction(place))) found.add(node.text);
    } else if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) node.forEachChild(targets);
  };
  const visit = (node: ts.Node): void => {
    const target = targetOf(node);
    if (target !== null && isInFunction(node)) targets(target);
    node.forEachChild(visit);
  };
  visit(file);
  return [...found].sort();
}

function targetOf(node: ts.Node): ts.Node | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? node.left : null;
  }
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return node.initializer;
  const isStep = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
  const steps: readonly ts.SyntaxKind[] = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken];
  return isStep && steps.includes(node.operator) ? node.operand : null;
}

function isInFunction(node: ts.Node): boolean {
  for (let around = node.parent; !ts.isSourceFile(around); around = around.parent) {
    if (ts.isFunctionLike(around)) return true;
  }
  return false;
}

/** Of one file alone, which is in memory. */
function checkerOf(file: ts.SourceFile): ts.TypeChecker {
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === file.fileName ? file : undefined),
    getDefaultLibFileName: () => "",
    writeFile: () => undefined,
    getCurrentDirectory: () => "",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => name === file.fileName,
    readFile: () => undefined,
  };
  const options = { allowJs: true, noLib: true, noResolve: true, types: [] };
  return ts.createProgram({ rootNames: [file.fileName], options, host }).getTypeChecker();
}
