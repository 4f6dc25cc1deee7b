import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readForm } from "../../../src/triage/form/filled.ts";
import type { Form, FormField } from "../../../src/triage/form/forms.ts";

function field(label: string, more: Partial<FormField> = {}): FormField {
  return { id: label.toLowerCase(), label, kind: "textarea", options: [], multiple: false, render: null, ...more };
}
function form(file: string, ...fields: FormField[]): Form {
  return { file, labels: [], fields };
}
const bug = form(
  "bug.yml",
  field("Version", { kind: "input" }),
  field("Component", { kind: "dropdown", options: ["API", "Web, mobile", "Web", "mobile"] }),
  field("Steps"),
);
const body = (...parts: string[]) => parts.join("\n\n");
const filled = body("### Version", "1.2", "### Component", "API", "### Steps", "first\n\nthen");
const fieldsOf = (text: string, forms: readonly Form[] = [bug], others: "none" | "unreadable" = "none") => {
  const read = readForm({ body: text, forms, others });
  return read ? { file: read.form.file, ...Object.fromEntries(read.fields) } : undefined;
};

describe("a body that a form wrote", () => {
  it("gives each value to the id of its heading", () => {
    expect(fieldsOf(filled)).toEqual({
      file: "bug.yml",
      version: ["1.2"],
      component: ["API"],
      steps: ["first\n\nthen"],
    });
  });

  it("may come with CRLF", () => {
    expect(fieldsOf(filled.replaceAll("\n", "\r\n"))).toEqual(fieldsOf(filled));
  });

  it("says _No response_ for an empty field", () => {
    expect(fieldsOf(body("### Version", "_No response_", "### Component", "", "### Steps", "x"))).toEqual({
      file: "bug.yml",
      version: [],
      component: [],
      steps: ["x"],
    });
  });

  it("keeps headings of the person's own as text", () => {
    expect(fieldsOf(filled.replace("then", "### What I saw\n\nsmoke"))).toMatchObject({
      steps: ["first\n\n### What I saw\n\nsmoke"],
    });
  });

  it("loses the fence that `render` put around a value", () => {
    const logs = form("logs.yml", field("Logs", { render: "shell" }));
    expect(fieldsOf("### Logs\n\n```shell\n$ a\n\n$ b\n```", [logs])).toEqual({
      file: "logs.yml",
      logs: ["$ a\n\n$ b"],
    });
    expect(fieldsOf("### Logs\n\n```shell\n```", [logs])).toEqual({ file: "logs.yml", logs: [""] });
    expect(fieldsOf("### Logs\n\n```shell\nunclosed", [logs])).toEqual({
      file: "logs.yml",
      logs: ["```shell\nunclosed"],
    });
  });

  it("gives the ticked boxes", () => {
    const terms = form("t.yml", field("Terms", { kind: "checkboxes", options: ["I agree", "I searched"] }));
    expect(fieldsOf("### Terms\n\n- [X] I agree\n- [ ] I searched", [terms])).toMatchObject({ terms: ["I agree"] });
    expect(fieldsOf("### Terms\n\n- [x] I agree\n- [x] I made this up", [terms])).toEqual({ file: "t.yml" });
    expect(fieldsOf("### Terms\n\nI agree", [terms])).toEqual({ file: "t.yml" });
  });

  it("gives no id to a field that has none, and keeps its neighbours apart", () => {
    const anonymous = form("a.yml", field("A"), field("B", { id: null }), field("C"));
    expect(fieldsOf("### A\n\n1\n\n### B\n\n2\n\n### C\n\n3", [anonymous])).toEqual({
      file: "a.yml",
      a: ["1"],
      c: ["3"],
    });
  });
});

describe("several choices in one text", () => {
  const many = (options: string[]) => [form("m.yml", field("Os", { kind: "dropdown", multiple: true, options }))];
  it.each([
    ["are taken apart", ["Linux", "macOS", "BSD"], "Linux, BSD", ["Linux", "BSD"]],
    ["may hold a comma themselves", ["Web, mobile", "API"], "Web, mobile, API", ["Web, mobile", "API"]],
    ["may begin alike", ["Web", "Web API"], "Web, Web API", ["Web", "Web API"]],
  ])("%s", (_, options, text, expected) => {
    expect(fieldsOf(`### Os\n\n${text}`, many(options))).toMatchObject({ os: expected });
  });

  it.each([
    ["have two readings", ["Web", "mobile", "Web, mobile"], "Web, mobile"],
    ["are not all options", ["Linux", "macOS"], "Linux, Windows"],
    ["end in the middle", ["Linux", "macOS"], "Linux, "],
    ["name one more often than can be", ["Linux"], "Linux, Linux"],
    ["are options under another case", ["Linux"], "linux"],
  ])("give no field when they %s", (_, options, text) => {
    expect(fieldsOf(`### Os\n\n${text}`, many(options))).toEqual({ file: "m.yml" });
  });

  it("cost no more than the form's own size, however long the text", () => {
    expect(fieldsOf(`### Os\n\n${"a, ".repeat(20_000)}a`, many(["a", "a, a"]))).toEqual({ file: "m.yml" });
  });
});

describe("an edited body", () => {
  it.each([
    ["a heading is gone", filled.replace("### Component\n\n", "")],
    ["a heading was reworded", filled.replace("### Version", "### Your version")],
    ["a heading stands twice", `${filled}\n\n### Version\n\n9.9`],
    ["a heading stands in a fence as well", `${filled}\n\n\`\`\`\n### Version\n\`\`\``],
    ["two sections changed places", body("### Component", "API", "### Version", "1.2", "### Steps", "x")],
    ["something stands before the first heading", `Hello\n\n${filled}`],
    ["it is empty", ""],
  ])("gives no field at all when %s", (_, text) => {
    expect(fieldsOf(text)).toBeUndefined();
  });

  it("misses a choice that is none of the form's, and keeps the rest", () => {
    expect(fieldsOf(filled.replace("API", "API (v2)"))).toEqual({
      file: "bug.yml",
      version: ["1.2"],
      steps: ["first\n\nthen"],
    });
  });
});

describe("several forms", () => {
  const regression = form("regression.yml", ...bug.fields, field("Last good"));
  it("are told apart by all their headings, also when one holds the other", () => {
    expect(fieldsOf(filled, [bug, regression])?.file).toBe("bug.yml");
    expect(fieldsOf(`${filled}\n\n### Last good\n\n1.1`, [bug, regression])?.file).toBe("regression.yml");
  });

  it("give no field when two fit", () => {
    expect(fieldsOf(filled, [bug, { ...bug, file: "bug-copy.yml" }])).toBeUndefined();
    expect(fieldsOf(`${filled}\n\n### Last good\n\n### Mine`, [bug, regression])).toBeUndefined();
  });

  it("of which one could not be read leave only what fits exactly", () => {
    expect(fieldsOf(filled, [bug], "unreadable")?.file).toBe("bug.yml");
    expect(fieldsOf(`${filled}\n\n### Last good\n\n1.1`, [bug], "unreadable")).toBeUndefined();
  });

  it("give no field when none fits", () => {
    expect(fieldsOf("It crashes.", [bug, regression])).toBeUndefined();
    expect(fieldsOf(filled, [])).toBeUndefined();
  });
});

describe("whatever is written or cut", () => {
  const word = fc.stringMatching(/^[A-Za-z#`\-[\]x, ]{1,8}$/).filter((text) => text.trim() !== "");
  const arbitraryForm = fc
    .uniqueArray(word, { minLength: 1, maxLength: 5, selector: (label) => label.trim() })
    .map((labels) => form("f.yml", ...labels.map((label, index) => field(label.trim(), { id: `f${index}` }))));
  const value = fc.array(fc.oneof(word, fc.constantFrom("", "### More", "```", "### ", "- [x] a")), { maxLength: 4 });
  const written = arbitraryForm.chain((one) =>
    fc.record({
      one: fc.constant(one),
      values: fc.array(value, { minLength: one.fields.length, maxLength: one.fields.length }),
    }),
  );
  const print = (one: Form, values: readonly (readonly string[])[]) =>
    one.fields.flatMap((f, index) => [`### ${f.label}`, "", ...(values[index] ?? []), ""]);
  const isNoHeadingOf = (one: Form) => (line: string) =>
    !one.fields.some((f) => line === `### ${f.label}` || line.startsWith(`### ${f.label} `));

  it("a value is read back as it was written, or not at all", () => {
    fc.assert(
      fc.property(written, ({ one, values }) => {
        const read = readForm({ body: print(one, values).join("\n"), forms: [one], others: "none" });
        const clean = values.flat().every((line) => isNoHeadingOf(one)(line) && !/^### *$/.test(line));
        if (clean) expect(read).toBeDefined();
        for (const [id, got] of read?.fields ?? []) {
          const index = Number(id.slice(1));
          const text = (values[index] ?? []).join("\n").trim();
          expect(got).toEqual(text === "" ? [] : [text]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("lines that are cut out never move a value under another field", () => {
    fc.assert(
      fc.property(written, fc.infiniteStream(fc.boolean()), ({ one, values }, keep) => {
        const kept = print(one, values).filter(() => keep.next().value);
        const read = readForm({ body: kept.join("\n"), forms: [one], others: "none" });
        for (const [id, got] of read?.fields ?? []) {
          const original = values[Number(id.slice(1))] ?? [];
          for (const line of got.flatMap((text) => text.split("\n"))) {
            expect(original.some((one) => one.trim() === line.trim())).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
