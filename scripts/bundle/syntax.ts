// Bundled JavaScript as TypeScript's reader sees it, and changes of its text.
import ts from "typescript";

/** One file of JavaScript, with each node's parent. */
export const parsed = (code: string): ts.SourceFile =>
  ts.createSourceFile("main.cjs", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);

/** What stands between two places of a text gives way to another text. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with all these edits, none of which lies in another. */
export function edited(code: string, edits: readonly Edit[]): string {
  let text = "";
  let at = 0;
  for (const edit of [...edits].sort((one, other) => one.from - other.from)) {
    if (edit.from < at) throw new Error(`two edits of one place: ${code.slice(edit.from, edit.from + 60)}`);
    text += code.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return text + code.slice(at);
}

/** Every node of a file, each before what is in it. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

/** What names of one file mean; the file is in memory, and nothing else is known. */
export function checkerOf(file: ts.SourceFile): ts.TypeChecker {
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
