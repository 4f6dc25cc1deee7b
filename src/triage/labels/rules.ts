// Which rules hold for an issue. A condition that nobody can judge is neither true nor false: it changes nothing.
import { anyPattern } from "../../core/match.ts";
import type { Component, Condition, Rule } from "../config.ts";
import type { FilledForm } from "../form/filled.ts";

export type Holds = "yes" | "no" | "unknown";

export interface Written {
  readonly title: string;
  readonly body: string;
  /** Undefined when no form, or more than one, can have written the body, or the forms could not be read. */
  readonly form: FilledForm | undefined;
}

export function holds(rule: Rule, written: Written): Holds {
  const answers = rule.if.map((condition) => meets(condition, written));
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

function meets(condition: Condition, written: Written): Holds {
  if (condition.asks === "text") {
    const occurs = anyPattern([condition.matches]);
    return condition.where.some((where) => occurs(written[where])) ? "yes" : "no";
  }
  if (!written.form) return "unknown";
  if (written.form.form.file !== condition.form) return "no";
  const value = written.form.fields.get(condition.field);
  if (!value) return "unknown";
  const texts = value.length === 0 ? [""] : value;
  const isMet = "is" in condition ? (text: string) => condition.is.includes(text) : anyPattern([condition.matches]);
  return texts.some(isMet) ? "yes" : "no";
}

/** Whether title or body name the component: by a whole word, in any case unless the policy's word has a capital. */
export function isNamed(component: Component, written: Written): boolean {
  return component.words.some((word) => {
    const exact = word !== word.toLowerCase();
    return [written.title, written.body].some((text) => hasWord(exact ? text : text.toLowerCase(), word));
  });
}

const INSIDE = /[\p{L}\p{N}_]/u;

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + word.length);
    if (!INSIDE.test(before) && !INSIDE.test(after)) return true;
  }
  return false;
}
