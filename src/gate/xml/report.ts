// A report in XML, read strictly: which elements may stand in which is a table, and what is not in it is damage.
// `<fbilure>` in a test is no pass, and a failure inside some output is not overlooked.
import { Damage } from "../damage.ts";
import { XmlScanner } from "./scan.ts";
import type { StartTag } from "./tag.ts";

/** Element -> what may stand in it. What is not listed holds text only; `any` is not looked into. */
export type Children = Readonly<Record<string, ReadonlySet<string> | "any">>;

export interface XmlShape {
  /** `JUnit XML`, for sentences. */
  readonly format: string;
  readonly roots: ReadonlySet<string>;
  readonly children: Children;
  readonly doctype: "refuse" | "without-subset";
}

export interface XmlVisitor {
  open(name: string, tag: StartTag, parent: string): void;
  /** `text` is what {@link XmlReport.collect} asked for when this element opened. */
  close(name: string, parent: string, text: string): void;
  wrong(damage: Damage): void;
}

const MOST_TOLD = 5;

export class XmlReport {
  readonly #shape: XmlShape;
  readonly #visitor: XmlVisitor;
  readonly #scanner: XmlScanner;
  readonly #elements: string[] = [];
  /** How deep we are inside an element that we do not know or do not look into. */
  #aside = 0;
  #told = 0;
  #text = "";
  /** The depth of the element whose text is collected; 0 when none is. */
  #collecting = 0;

  constructor(shape: XmlShape, visitor: XmlVisitor) {
    this.#shape = shape;
    this.#visitor = visitor;
    this.#scanner = new XmlScanner(
      {
        open: (name, tag) => this.#open(name, tag),
        close: (name) => this.#close(name),
        text: (text) => void (this.#text += text),
      },
      { doctype: shape.doctype },
    );
  }

  push(chunk: Buffer): void {
    this.#scanner.push(chunk);
  }

  end(): void {
    this.#scanner.end();
  }

  /** Asked during `open`: collect this element's text, of which the first `limit` characters are enough. */
  collect(limit: number): void {
    this.#text = "";
    this.#collecting = this.#elements.length;
    this.#scanner.want = limit;
  }

  /** Tells damage; the first few are enough, a file of a million strange elements is wrong once. */
  wrong(damage: Damage): void {
    this.#told += 1;
    if (this.#told <= MOST_TOLD) this.#visitor.wrong(damage);
  }

  #open(name: string, tag: StartTag): void {
    const parent = this.#elements.at(-1) ?? "";
    this.#elements.push(name);
    if (this.#aside > 0) {
      this.#aside += 1;
      return;
    }
    const { roots, children, format } = this.#shape;
    const allowed = parent === "" ? roots : children[parent];
    if (allowed === "any") this.#aside = 1;
    else if (allowed?.has(name) !== true) {
      this.#aside = 1;
      const where = parent === "" ? "the file" : `<${parent}>`;
      const message = `There is <${name.slice(0, 60)}> in ${where}, which ${format} does not have.`;
      this.wrong(new Damage("unknown-element", tag.offset, message));
    } else this.#visitor.open(name, tag, parent);
  }

  #close(name: string): void {
    const depth = this.#elements.length;
    this.#elements.pop();
    if (this.#aside > 0) {
      this.#aside -= 1;
      return;
    }
    let text = "";
    if (this.#collecting === depth) {
      text = this.#text;
      this.#text = "";
      this.#collecting = 0;
      this.#scanner.want = 0;
    }
    this.#visitor.close(name, this.#elements.at(-1) ?? "", text);
  }
}

export const setOf = (names: string): ReadonlySet<string> => new Set(names.split(" "));
