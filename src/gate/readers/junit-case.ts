// One test of a JUnit report: what its attributes say, and what became of it.
import { lineOf, secondsOf } from "../reader.ts";
import type { Outcome } from "../tests.ts";
import type { StartTag } from "../xml/tag.ts";

const FAILED_STATUS =
  /^(fail(ed|ure|ing)?|errore?d?|broken|time[d-]*out|crash(ed)?|unstable|n(ot )?ok|abort(ed)?|cancell?ed|interrupted|killed)$/i;
const SKIPPED_STATUS = /^(skip(ped)?|ignored?|disabled|not_?run|pending|suppressed)$/i;

/** A test while it is read. */
export interface Case {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly status: string;
  failing: number;
  /** Failed attempts before the last one. */
  tries: number;
  attempts: "none" | "flaky" | "rerun";
  skipped: "yes" | "no";
  message: string | undefined;
  details: string;
}

/** What a failure says of itself in its tag. */
export const messageOf = (tag: StartTag): string | undefined => tag.get("message") ?? tag.get("type");

/** The attributes of a test, each looked at once. */
export function caseOf(
  tag: StartTag,
  suite: { readonly path: string; readonly file: string | undefined } | undefined,
): Case {
  let className: string | undefined;
  let otherClass: string | undefined;
  let file: string | undefined;
  let line: string | undefined;
  let otherLine: string | undefined;
  let status: string | undefined;
  let result: string | undefined;
  let name = "";
  let seconds = 0;
  for (let at = 0; at < tag.size; at += 1) {
    switch (tag.nameAt(at)) {
      case "classname":
        className = tag.valueAt(at);
        break;
      case "class":
        otherClass = tag.valueAt(at);
        break;
      case "name":
        name = tag.valueAt(at);
        break;
      case "time":
        seconds = tag.decimalAt(at);
        if (Number.isNaN(seconds)) seconds = secondsOf(tag.valueAt(at));
        break;
      case "file":
        file = tag.valueAt(at);
        break;
      case "line":
        line = tag.valueAt(at);
        break;
      case "lineno":
        otherLine = tag.valueAt(at);
        break;
      case "status":
        status = tag.valueAt(at);
        break;
      case "result":
        result = tag.valueAt(at);
        break;
    }
  }
  className ??= otherClass;
  return {
    suite: className === undefined || className === "" ? (suite?.path ?? "") : className,
    name,
    seconds,
    file: file ?? suite?.file,
    line: lineOf(line ?? otherLine),
    status: status ?? result ?? "",
    failing: 0,
    tries: 0,
    attempts: "none",
    skipped: "no",
    message: undefined,
    details: "",
  };
}

/** What became of a test when its element has ended. */
export function outcomeOf(test: Case): Outcome {
  const { status } = test;
  if (test.failing > 0 || test.attempts === "rerun" || (status !== "" && FAILED_STATUS.test(status))) return "failed";
  if (test.attempts === "flaky") return "flaky";
  if (test.skipped === "yes" || (status !== "" && SKIPPED_STATUS.test(status))) return "skipped";
  return "passed";
}
