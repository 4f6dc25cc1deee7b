import { describe, expect, it } from "vitest";
import { findString } from "../../src/release/files/json.ts";
import { updateVersion } from "../../src/release/files/update.ts";

describe("the version in a file", () => {
  it.each<[string, { path: string; at?: string; text: string }, string]>([
    [
      "package.json keeps its formatting",
      { path: "package.json", text: '{\n\t"name": "x",\n\t"version" : "1.0.0",\n  "v": {"version":"9"}\n}\n' },
      '{\n\t"name": "x",\n\t"version" : "1.2.4",\n  "v": {"version":"9"}\n}\n',
    ],
    [
      "a version inside of something else is not it",
      { path: "a/package.json", text: '{"engines":{"version":"1"},"version":"2"}' },
      '{"engines":{"version":"1"},"version":"1.2.4"}',
    ],
    [
      "npm's lock, twice",
      {
        path: "package-lock.json",
        text: '{"version":"1.0.0","packages":{"a":{"version":"3"},"":{"version":"1.0.0"}}}',
      },
      '{"version":"1.2.4","packages":{"a":{"version":"3"},"":{"version":"1.2.4"}}}',
    ],
    [
      "JSON by path, in a list",
      { path: "x.json", at: "a.1.v", text: '{"a":[{"v":"0"},{"w":[1,"]"],"v":"1"}]}' },
      '{"a":[{"v":"0"},{"w":[1,"]"],"v":"1.2.4"}]}',
    ],
    [
      "YAML by path keeps comments and quotes",
      { path: "Chart.yaml", at: "app.version", text: "# c\napp:\n  version: '1.0' # keep\n  name: x\n" },
      "# c\napp:\n  version: '1.2.4' # keep\n  name: x\n",
    ],
    ["YAML without quotes", { path: "a.yml", at: "version", text: "version: 1.0.0\n" }, "version: 1.2.4\n"],
    [
      "TOML in its table",
      {
        path: "Cargo.toml",
        at: "package.version",
        text: '[dependencies]\nversion = "9"\n[package] # x\nname = "a"\nversion = "1.0.0" # c\n',
      },
      '[dependencies]\nversion = "9"\n[package] # x\nname = "a"\nversion = "1.2.4" # c\n',
    ],
    [
      "the lock of Cargo or uv, by the package's name",
      {
        path: "Cargo.lock",
        at: "package[name=app].version",
        text: 'version = 4\n\n[[package]]\nname = "app-core"\nversion = "1.0.0"\n\n[[package]]\nname = "app"\nversion = "1.0.0"\n',
      },
      'version = 4\n\n[[package]]\nname = "app-core"\nversion = "1.0.0"\n\n[[package]]\nname = "app"\nversion = "1.2.4"\n',
    ],
    [
      "TOML past a list of tables and words that only look like a table",
      {
        path: "Cargo.toml",
        at: "package.version",
        text: '[[bin]]\nversion = "9"\n[about]\nwords = """\n[package]\nversion = "8"\n"""\n[package]\nversion = "1.0.0"\n',
      },
      '[[bin]]\nversion = "9"\n[about]\nwords = """\n[package]\nversion = "8"\n"""\n[package]\nversion = "1.2.4"\n',
    ],
    [
      "XML by path, past comments and deeper namesakes",
      {
        path: "pom.xml",
        at: "project/version",
        text: "<!-- <project><version>0</version> --><project><parent><version>9</version></parent>\n<version>\n 1.0.0 </version></project>",
      },
      "<!-- <project><version>0</version> --><project><parent><version>9</version></parent>\n<version>\n 1.2.4 </version></project>",
    ],
    [
      "any text by a mark on the line",
      { path: "version.py", text: 'A = "1.0.0"\nVERSION = "1.0.0"  # x-release-version\n' },
      'A = "1.0.0"\nVERSION = "1.2.4"  # x-release-version\n',
    ],
    [
      "any text between marks",
      {
        path: "README.md",
        text: "1.0.0\n<!-- x-release-version-start -->\nuse 1.0.0-rc.1\n<!-- x-release-version-end -->\n1.0.0\n",
      },
      "1.0.0\n<!-- x-release-version-start -->\nuse 1.2.4\n<!-- x-release-version-end -->\n1.0.0\n",
    ],
  ])("%s", (_, file, expected) => {
    expect(updateVersion(file, "1.2.4")).toEqual({ ok: true, value: expected });
  });

  it.each<[string, { path: string; at?: string; text: string }, RegExp]>([
    ["package.json without one", { path: "package.json", text: "{}" }, /no version/],
    ["text without a mark", { path: "a.py", text: "1.0.0" }, /marked x-release-version/],
    ["a path into a kind that has none", { path: "a.py", at: "a.b", text: "" }, /no kind/],
    ["a package that a lock has not", { path: "uv.lock", at: "package[name=x].version", text: "" }, /no version/],
    ["broken JSON", { path: "a.json", at: "a", text: '{"a": "1' }, /no version/],
  ])("is missed in words: %s", (_, file, words) => {
    const result = updateVersion(file, "1.2.4");
    expect(result.ok ? "" : result.reason).toMatch(words);
  });

  it("a key with escapes is read as JSON reads it", () => {
    expect(findString('{"\\u0061":"x"}', ["a"])).toEqual({ start: 11, end: 12 });
  });
});
