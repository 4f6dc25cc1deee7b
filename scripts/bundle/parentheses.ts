// V8 compiles at once, with the file, a function that stands in parentheses.
import ts from "typescript";
import { parsed } from "./syntax.ts";

/**
 * The same program with those functions in parentheses that begin at these places. A declared one becomes a variable at the
 * very beginning, which is where a declaration counts from; methods stay as they are, V8 has no such sign for them.
 */
export function inParentheses(code: string, called: ReadonlySet<number>): string {
  const file = parsed(code);
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
