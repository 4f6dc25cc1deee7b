// Whether the database is the reason for an error, and not what was asked of it.

/** Of PostgreSQL: no connection, no room or memory, shut down or ended by its operator, an error of its system. */
const CLASSES = /^(?:08|53|57P|58)[0-9A-Z]{2,3}$/;
/** Of the connection to it. */
const BROKEN = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "ENOSPC"]);
/** Of SQLite: an error of reading or writing, and a full disk. The low byte of its extended codes. */
const SQLITE = new Set([10, 13]);

/**
 * A full disk, a server that restarts, a line that breaks: it ends without anybody's looking at the turn that met it. Such
 * a turn is no worse for it, however long it lasts.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if ("errcode" in error && typeof error.errcode === "number") return SQLITE.has(error.errcode & 0xff);
  // What `pg` says of a connection that ended in the middle has no code. Sentences about GitHub repeat what people wrote,
  // which may be the same words: those begin otherwise.
  return (
    CLASSES.test(code) ||
    BROKEN.has(code) ||
    /^(?:connection terminated|timeout exceeded when trying to connect)/i.test(error.message)
  );
}
