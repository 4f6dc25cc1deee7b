import { expect, test } from "vitest";
import { isOutage } from "../../src/store/outage.ts";

const failed = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);

test.each<[string, unknown, boolean]>([
  ["a full disk under PostgreSQL", failed('could not extend file "base/5/1"', { code: "53100" }), true],
  ["too many connections", failed("sorry", { code: "53300" }), true],
  ["a server that shuts down", failed("terminating connection", { code: "57P01" }), true],
  ["a server that starts", failed("the database system is starting up", { code: "57P03" }), true],
  ["an error of its files", failed("could not read block", { code: "58030" }), true],
  ["a connection that failed", failed("no", { code: "08006" }), true],
  ["a line that broke", failed("read ECONNRESET", { code: "ECONNRESET" }), true],
  ["a connection that ended in the middle", failed("Connection terminated unexpectedly"), true],
  ["a pool without a connection", failed("timeout exceeded when trying to connect"), true],
  ["a full disk under SQLite", failed("database or disk is full", { code: "ERR_SQLITE_ERROR", errcode: 13 }), true],
  ["an error of writing under SQLite", failed("disk I/O error", { code: "ERR_SQLITE_ERROR", errcode: 778 }), true],
  ["a full disk under the spool", failed("write ENOSPC", { code: "ENOSPC" }), true],
  ["a statement that took too long", failed("canceling statement", { code: "57014" }), false],
  ["a deadlock", failed("deadlock detected", { code: "40P01" }), false],
  ["a row that is there already", failed("duplicate key", { code: "23505" }), false],
  ["a constraint of SQLite", failed("constraint failed", { code: "ERR_SQLITE_ERROR", errcode: 19 }), false],
  [
    "words about GitHub that say the same",
    failed('GitHub answered 422 when asked for the label "connection terminated" of octo/app: Validation Failed'),
    false,
  ],
  ["a bug", new TypeError("x is not a function"), false],
  ["no error at all", "53100", false],
])("%s", (_, error, expected) => {
  expect(isOutage(error)).toBe(expected);
});
