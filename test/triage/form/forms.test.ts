import { describe, expect, it } from "vitest";
import { parseForm, readFormFile } from "../../../src/triage/form/forms.ts";

const input = (id: string, label: string) => ({ type: "input", id, attributes: { label } });

describe("a form file", () => {
  it("gives its fields in order, without the explanations in between", () => {
    const form = parseForm("bug.yml", {
      name: "Bug",
      labels: ["bug", "needs-triage"],
      body: [
        { type: "markdown", attributes: { value: "Thanks!" } },
        input("version", "  Version "),
        { type: "textarea", id: "logs", attributes: { label: "Logs", render: "shell" } },
        { type: "dropdown", id: "os", attributes: { label: "OS", multiple: true, options: ["Linux", "macOS"] } },
        { type: "checkboxes", attributes: { label: "Terms", options: [{ label: "I agree", required: true }] } },
      ],
    });
    expect(form?.labels).toEqual(["bug", "needs-triage"]);
    expect(form?.fields).toEqual([
      { id: "version", label: "Version", kind: "input", options: [], multiple: false, render: null },
      { id: "logs", label: "Logs", kind: "textarea", options: [], multiple: false, render: "shell" },
      { id: "os", label: "OS", kind: "dropdown", options: ["Linux", "macOS"], multiple: true, render: null },
      { id: null, label: "Terms", kind: "checkboxes", options: ["I agree"], multiple: false, render: null },
    ]);
  });

  it("may write its labels as one text", () => {
    expect(parseForm("bug.yml", { labels: "bug, area/api,", body: [input("a", "A")] })?.labels).toEqual([
      "bug",
      "area/api",
    ]);
  });

  it("takes no option that YAML has turned into something else", () => {
    const form = parseForm("bug.yml", {
      body: [{ type: "dropdown", id: "v", attributes: { label: "V", options: [1, "2.0", 1.5, true, null] } }],
    });
    expect(form?.fields[0]?.options).toEqual(["1", "2.0"]);
  });

  it.each<[string, unknown]>([
    ["the chooser's config.yml", { blank_issues_enabled: false }],
    ["nothing", null],
    ["a list", []],
    ["an empty body", { body: [] }],
    ["only explanations", { body: [{ type: "markdown", attributes: { value: "x" } }] }],
    ["a field of a kind that we do not know", { body: [{ type: "slider", attributes: { label: "A" } }] }],
    ["a field without a label", { body: [{ type: "input", id: "a", attributes: {} }] }],
    ["a label of two lines", { body: [input("a", "A\nB")] }],
    ["two fields under one heading", { body: [input("a", "A"), input("b", "A ")] }],
  ])("is none when it is %s", (_, data) => {
    expect(parseForm("x.yml", data)).toBeUndefined();
  });

  it("is not fooled by an inherited property", () => {
    expect(parseForm("x.yml", Object.create({ body: [input("a", "A")] }))).toBeUndefined();
  });
});

describe("the text of a form file", () => {
  it("is plain YAML", () => {
    expect(readFormFile("a.yml", "body:\n  - { type: input, id: a, attributes: { label: A } }")?.fields).toHaveLength(
      1,
    );
  });

  it.each([
    ["broken", "body: ["],
    ["with aliases", "x: &x { type: input, id: a, attributes: { label: A } }\nbody: [*x]"],
    ["nested without end", "[".repeat(50_000)],
  ])("is no form when it is %s", (_, text) => {
    expect(readFormFile("a.yml", text)).toBeUndefined();
  });
});
