// Bundled JavaScript as TypeScript's reader sees it.
import ts from "typescript";

/** One file of JavaScript, with each node's parent. */
export const parsed = (code: string): ts.SourceFile =>
  ts.createSourceFile("main.cjs", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);

/** Of one file alone, which is in memory. */
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
