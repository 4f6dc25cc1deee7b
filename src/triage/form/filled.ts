// Which text of a body belongs to which field id. GitHub puts neither the form's name nor the ids into the body, only
// `### label` headings, so the repository's own form files say what a heading means.
// A body that people edited may give fewer fields, never a wrong one.
import type { Form, FormField } from "./forms.ts";

/** What a body says under one form. A field that could not be read for certain is not in `fields`; an empty one is `[]`. */
export interface FilledForm {
  readonly form: Form;
  /** By field id. One entry for text, one for each choice otherwise. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

const NO_RESPONSE = "_No response_";

interface Heading {
  readonly label: string;
  readonly line: number;
}

/**
 * The one form that a body was written with, and its fields; undefined when none fits or two do.
 * A form fits when each of its headings stands in the body exactly once, in order, the first on the first line.
 * A form whose headings are *all* of the body's goes before one that leaves some to the text (forms that contain others).
 */
export function readForm(args: {
  readonly body: string;
  readonly forms: readonly Form[];
  /** Whether a form file could not be read: then an incomplete fit may be that form's, and does not count. */
  readonly others: "none" | "unreadable";
}): FilledForm | undefined {
  const { body, forms, others } = args;
  const lines = body.split(/\r\n|\r|\n/);
  while (lines[0]?.trim() === "") lines.shift();
  const headings: Heading[] = [];
  for (const [line, text] of lines.entries()) {
    if (text.startsWith("### ")) headings.push({ label: text.slice(4).trim(), line });
  }
  const fitting = forms.flatMap((form) => {
    const at = placesOf(form, headings);
    return at ? [{ form, at }] : [];
  });
  const exact = fitting.filter(({ form }) => form.fields.length === headings.length);
  const candidates = exact.length > 0 || others === "unreadable" ? exact : fitting;
  const [only, second] = candidates;
  if (!only || second) return undefined;

  const fields = new Map<string, readonly string[]>();
  for (const [index, field] of only.form.fields.entries()) {
    if (field.id === null) continue;
    const from = (only.at[index] ?? 0) + 1;
    const value = readValue(field, lines.slice(from, only.at[index + 1] ?? lines.length));
    if (value) fields.set(field.id, value);
  }
  return { form: only.form, fields };
}

// A heading of the form that stands twice leaves open which one is the form's: then the form does not fit.
function placesOf(form: Form, headings: readonly Heading[]): readonly number[] | undefined {
  const wanted = new Map(form.fields.map((field, index) => [field.label, index]));
  const places: number[] = [];
  for (const heading of headings) {
    const index = wanted.get(heading.label);
    if (index === undefined) continue;
    if (index !== places.length) return undefined;
    places.push(heading.line);
  }
  return places.length === form.fields.length && places[0] === 0 ? places : undefined;
}

function readValue(field: FormField, lines: readonly string[]): readonly string[] | undefined {
  const text = lines.join("\n").trim();
  if (text === "" || text === NO_RESPONSE) return [];
  switch (field.kind) {
    case "input":
    case "textarea":
    case "upload":
      return [field.render === null ? text : withoutFence(text)];
    case "dropdown":
      return field.multiple ? choicesIn(text, field.options) : field.options.includes(text) ? [text] : undefined;
    case "checkboxes":
      return ticksIn(text, field.options);
  }
}

function withoutFence(text: string): string {
  const fenced = /^(`{3,})[^\n`]*\n(?:([^]*)\n)?\1$/.exec(text);
  return fenced ? (fenced[2] ?? "") : text;
}

/** Choices are joined by ", ", and an option may hold that itself: only a text with exactly one reading counts. */
function choicesIn(text: string, options: readonly string[]): readonly string[] | undefined {
  const distinct = [...new Set(options)].filter((option) => option !== "");
  // Each option can be chosen once, so a longer text is none of GitHub's; this also bounds the work by the form's own size.
  if (text.length > distinct.reduce((sum, option) => sum + option.length + 2, 0)) return undefined;
  // By where a choice ends: in how many ways the text up to there can be read, and the last choice of the first way.
  const readings = new Map<number, { readonly ways: number; readonly last: string; readonly from: number }>();
  for (let start = 0; start < text.length; start++) {
    const ways = start === 0 ? 1 : text.startsWith(", ", start - 2) ? (readings.get(start - 2)?.ways ?? 0) : 0;
    if (ways === 0) continue;
    for (const option of distinct) {
      const end = start + option.length;
      if (!text.startsWith(option, start) || !(end === text.length || text.startsWith(", ", end))) continue;
      const before = readings.get(end);
      readings.set(end, before ? { ...before, ways: 2 } : { ways, last: option, from: start });
    }
  }
  const whole = readings.get(text.length);
  if (whole?.ways !== 1) return undefined;
  const chosen: string[] = [];
  for (let reading: typeof whole | undefined = whole; reading; reading = readings.get(reading.from - 2)) {
    chosen.unshift(reading.last);
  }
  return chosen;
}

function ticksIn(text: string, options: readonly string[]): readonly string[] | undefined {
  const ticked: string[] = [];
  for (const line of text.split("\n")) {
    const box = /^- \[([ xX])\] (.*)$/.exec(line.trim());
    if (!box) return undefined;
    const label = (box[2] ?? "").trim();
    if (!options.includes(label)) return undefined;
    if (box[1] !== " ") ticked.push(label);
  }
  return ticked;
}
