// To which names of a file a function of it assigns.
import ts from "typescript";
import { checkerOf, parsed } from "./syntax.ts";

/**
 * The names among `names` to which a function assigns. An ES module sees what its neighbour assigns later; of CommonJS it
 * keeps what stood there at the end of the file, for ever.
 */
export function assignedLater(code: string, names: ReadonlySet<string>): string[] {
  const file = parsed(code);
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
