// Reads that may find nothing, and writes that may find their work done.
import { HostError } from "../../core/release-host.ts";
import type { Written } from "../../core/release-host.ts";
import { call } from "./call.ts";
import type { RunnerAccess } from "./call.ts";

/** Null for what is not there. */
export async function find(access: RunnerAccess, path: string): Promise<unknown> {
  const { status, body } = await call(access, { method: "GET", path, expected: [404] });
  return status === 404 ? null : body;
}

/** 422 says `already exists` in words or in a code, by endpoint; any other 422 is a refusal. */
export async function write(
  access: RunnerAccess,
  request: {
    readonly method: "POST" | "PATCH";
    readonly path: string;
    readonly body?: unknown;
    readonly file?: { readonly to: string; readonly bytes: Blob };
    /** What it belongs to may be taken away by another run: then whoever called it has to look again. */
    readonly mayBeGone?: true;
  },
): Promise<Written> {
  const expected = request.mayBeGone ? [404, 422] : [422];
  const { status, body } = await call(access, { ...request, expected });
  if (status === 404) throw new HostError({ kind: "lost", status, message: `${request.method} ${request.path}: 404` });
  if (status !== 422) return "done";
  const said = JSON.stringify(body);
  if (/already[ _]exists/i.test(said)) return "exists";
  throw new HostError({
    // Content that is made too fast: another look finds it undone, and does it.
    kind: /submitted too quickly/i.test(said) ? "lost" : "refused",
    status,
    message: `${request.method} ${request.path}: 422 ${said.slice(0, 300)}`,
  });
}

/** A ref's name in an address: slashes part it, everything else is encoded. */
export function encodePath(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}
