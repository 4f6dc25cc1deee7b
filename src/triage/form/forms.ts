// Issue forms, as the repository's `.github/ISSUE_TEMPLATE/*.yml` declare them.
import { parseYaml } from "../../core/yaml.ts";

export type FieldKind = "input" | "textarea" | "dropdown" | "checkboxes" | "upload";

export interface FormField {
  /** Null for a field without an id: its heading counts, its value cannot be asked for. */
  readonly id: string | null;
  readonly label: string;
  readonly kind: FieldKind;
  /** Of dropdowns and check boxes. */
  readonly options: readonly string[];
  readonly multiple: boolean;
  /** The language of the fence that GitHub puts around the value of a textarea with `render`. */
  readonly render: string | null;
}

export interface Form {
  /** `bug.yml` */
  readonly file: string;
  /** Labels that GitHub puts on by itself, in the author's name. */
  readonly labels: readonly string[];
  readonly fields: readonly FormField[];
}

const KINDS: readonly string[] = ["input", "textarea", "dropdown", "checkboxes", "upload"] satisfies FieldKind[];

/** The text of a form file as a form; undefined when it is none, or not plain YAML. */
export function readFormFile(file: string, text: string): Form | undefined {
  const yaml = parseYaml(text);
  return yaml.ok ? parseForm(file, yaml.document.data) : undefined;
}

/** A form file's content as a form; undefined when it is none (`config.yml`, a broken file, headings that repeat). */
export function parseForm(file: string, data: unknown): Form | undefined {
  const body = property(data, "body");
  if (!Array.isArray(body)) return undefined;
  const fields: FormField[] = [];
  for (const element of body as readonly unknown[]) {
    const kind = property(element, "type");
    if (kind === "markdown") continue;
    const field = parseField(kind, element);
    if (!field || fields.some((one) => one.label === field.label)) return undefined;
    fields.push(field);
  }
  if (fields.length === 0) return undefined;
  return { file, labels: labelsOf(property(data, "labels")), fields };
}

function parseField(kind: unknown, element: unknown): FormField | undefined {
  const attributes = property(element, "attributes");
  const label = property(attributes, "label");
  if (typeof kind !== "string" || !KINDS.includes(kind) || typeof label !== "string") return undefined;
  const heading = label.trim();
  if (heading === "" || /[\r\n]/.test(heading)) return undefined;
  const id = property(element, "id");
  const render = property(attributes, "render");
  const options = property(attributes, "options");
  return {
    id: typeof id === "string" && id !== "" ? id : null,
    label: heading,
    kind: kind as FieldKind,
    options: Array.isArray(options) ? (options as readonly unknown[]).flatMap(optionOf) : [],
    multiple: property(attributes, "multiple") === true,
    render: typeof render === "string" && render !== "" ? render : null,
  };
}

// A whole number is printed as it was written; `1.0` or `yes` without quotes is something else to us than to GitHub, and a
// wrong option is worse than none.
function optionOf(option: unknown): readonly string[] {
  const value: unknown = typeof option === "object" ? property(option, "label") : option;
  if (typeof value === "string") return [value.trim()];
  return Number.isSafeInteger(value) ? [String(value)] : [];
}

function labelsOf(labels: unknown): readonly string[] {
  if (typeof labels === "string") return labels.split(",").flatMap((one) => one.trim() || []);
  return Array.isArray(labels) ? labels.filter((one): one is string => typeof one === "string") : [];
}

function property(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? (of as Record<string, unknown>)[name]
    : undefined;
}
