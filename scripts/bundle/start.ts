// The first file of a bundle, made so that V8 has the least to do with it. What a run on a sample calls is compiled together with
// the file; otherwise each function that is called is read twice, once to find its end and once to compile it. What it does not
// call is in another file, or is only looked over.
import { calledIn } from "./called.ts";
import { lateApart, type Apart } from "./late.ts";
import { methodsOutside } from "./methods.ts";
import { inParentheses } from "./parentheses.ts";
import type { Sample } from "./samples.ts";

/**
 * The same program in two files: the first holds what a run on the sample calls, which V8 compiles with the file, the second
 * what it does not call.
 */
export function startOf(code: string, sample: Sample): Apart {
  const outside = methodsOutside(inAscii(code));
  const { main, late } = lateApart(outside, calledIn(outside, sample));
  // The second file is not there when this one is run: a run on the sample does without it, or the build fails.
  return { main: inParentheses(main, calledIn(main, sample)), late };
}

/** Text in ASCII takes V8 half as long to read, and half the memory. No tag of ours but `String.raw` asks for the raw text. */
export function inAscii(code: string): string {
  if (/\bString\.raw`[^`]*[\u0080-\uffff]/.test(code)) throw new Error("the raw text of a template would change");
  return code.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
