import { describe, expect, test } from "vitest";
import { CODEOWNERS_PATHS, parseCodeowners, ruleFor } from "../../src/core/codeowners.ts";

const FILE = `# who looks after what
*                 @octo/everyone
*.js              @ada @grace   # scripts
/build/logs/      @doctocat
docs/*            docs@example.com
apps/             @octocat
/scripts          @doctocat
**/logs           @octo/ops.team
/apps/github
`;

describe("owners of a path", () => {
  const owners = parseCodeowners(FILE);

  test.each([
    ["README.md", 2],
    ["src/deep/a.js", 3],
    ["build/logs/x/y.log", 8],
    ["docs/a.md", 5],
    ["docs/deep/a.md", 2],
    ["apps/a", 6],
    ["x/apps/y/z", 6],
    ["scripts", 7],
    ["scripts/deploy/a.sh", 7],
    ["src/scripts", 2],
    ["deeply/nested/logs/x", 8],
    ["apps/github", 9],
    ["apps/github/x", 9],
  ])("%s is decided by line %i", (path, line) => {
    expect(ruleFor(owners, path)?.line).toBe(line);
  });

  test("people, teams and addresses are told apart, and a rule without owners takes them away", () => {
    expect(ruleFor(owners, "a.js")?.owners).toEqual([
      { kind: "person", login: "ada" },
      { kind: "person", login: "grace" },
    ]);
    expect(ruleFor(owners, "logs/x")?.owners).toEqual([{ kind: "team", team: "octo/ops.team" }]);
    expect(ruleFor(owners, "docs/a")?.owners).toEqual([{ kind: "unnamed", text: "docs@example.com" }]);
    expect(ruleFor(owners, "apps/github/a")?.owners).toEqual([]);
  });

  test("a comment ends the line, wherever it begins", () => {
    expect(parseCodeowners("* @ada #note @bob").rules[0]?.owners).toEqual([{ kind: "person", login: "ada" }]);
  });

  test.each(["/", "//"])("the root, %s, is everything", (root) => {
    expect(ruleFor(parseCodeowners(`${root} @ada`), "deep/a.ts")?.line).toBe(1);
  });

  test("a folder's owner owns what is in it, and no file of its name", () => {
    const folder = parseCodeowners("apps/ @ada\n/src/ @ada");
    expect(ruleFor(folder, "apps/a")?.line).toBe(1);
    expect(ruleFor(folder, "apps")).toBeUndefined();
    expect(ruleFor(folder, "src")).toBeUndefined();
  });

  test("the file is looked for where GitHub looks, in its order", () => {
    expect(CODEOWNERS_PATHS).toEqual([".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"]);
  });

  test("no rule, no owner", () => {
    expect(ruleFor(parseCodeowners("/a @ada"), "b")).toBeUndefined();
  });

  test("case counts, CRLF does not", () => {
    const crlf = parseCodeowners("/Docs/ @ada\r\n/src/ @grace\r\n");
    expect(ruleFor(crlf, "docs/a")).toBeUndefined();
    expect(ruleFor(crlf, "src/a")?.owners).toEqual([{ kind: "person", login: "grace" }]);
  });

  test("a space in a path is escaped, braces are letters", () => {
    const odd = parseCodeowners("/my\\ docs/ @ada\n/a{b,c}/ @grace");
    expect(ruleFor(odd, "my docs/a")?.line).toBe(1);
    expect(ruleFor(odd, "a{b,c}/x")?.line).toBe(2);
    expect(ruleFor(odd, "ab/x")).toBeUndefined();
  });

  test.each([
    ["!docs/ @ada", "no negation"],
    ["[a-z].ts @ada", "no character ranges"],
    ["\\#x @ada", 'escaped "#"'],
    ["* ada", "ada is no owner"],
    ["* @ada@grace", "@ada@grace is no owner"],
    ["* x@octo/ops", "x@octo/ops is no owner"],
    ["* @octo/ops!", "@octo/ops! is no owner"],
    ["* @x@octo.example", "@x@octo.example is no owner"],
    ["* x@octo.example@", "x@octo.example@ is no owner"],
    ["* x@octo.", "x@octo. is no owner"],
  ])("the line %j is skipped and told", (line, reason) => {
    const parsed = parseCodeowners(`/a @ada\n${line}\n`);
    expect(parsed.rules).toHaveLength(1);
    expect(parsed.problems).toMatchObject([{ line: 2 }]);
    expect(parsed.problems[0]?.reason).toContain(reason);
  });
});
