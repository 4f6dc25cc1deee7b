// Fetches a file to which GitHub redirected us. GitHub's storage needs no credential, and gets none (design rule 19): the
// address is GitHub's word, and all the same only GitHub's own hosts are asked.
import { ReadError } from "../core/known.ts";

/** The bytes at an address that GitHub gave us; at most `limit` of them. */
export type Download = (args: {
  readonly address: string;
  /** For a person: "the artifact test-gate of octo/app". */
  readonly what: string;
  /** In bytes. */
  readonly limit: number;
}) => Promise<Buffer>;

// Where github.com keeps what workflows leave (GitHub's list of hosts that runners and clients have to reach).
const STORAGE = [".blob.core.windows.net", ".actions.githubusercontent.com"];

/** `https` on GitHub's hosts, or the host of the API itself, as Enterprise Server has it. */
function isGitHubs(address: URL, api: URL): boolean {
  if (address.username !== "" || address.password !== "") return false;
  if (address.protocol === api.protocol && address.host === api.host) return true;
  if (address.protocol !== "https:" || address.port !== "") return false;
  const isBelow = (host: string): boolean => address.hostname.endsWith(host);
  const isCloud = api.hostname === "api.github.com" || api.hostname.endsWith(".ghe.com");
  return isBelow(`.${api.hostname.replace(/^api\./, "")}`) || (isCloud && STORAGE.some(isBelow));
}

export function openDownload(args: { readonly apiUrl: string; readonly timeout: number }): Download {
  const api = new URL(args.apiUrl);
  return async ({ address, what, limit }) => {
    if (!URL.canParse(address) || !isGitHubs(new URL(address), api)) {
      const host = URL.canParse(address) ? new URL(address).host : "nowhere";
      const message = `GitHub keeps ${what} at ${host}, which is no host of GitHub's that Lamplighter asks.`;
      throw new ReadError({ failure: "refused", what, message });
    }
    const silence = (): ReadError =>
      new ReadError({ failure: "timeout", what, message: `${what} could not be fetched.` });
    let answer: Response;
    try {
      answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(args.timeout) });
    } catch {
      // The error may quote the address, which is a credential for its minute.
      throw silence();
    }
    if (!answer.ok) {
      const failure = answer.status >= 500 ? "server" : "gone";
      const message = `GitHub's storage answered ${answer.status} when asked for ${what}.`;
      throw new ReadError({ failure, what, status: answer.status, message });
    }
    try {
      return await bytesOf({ answer, what, limit });
    } catch (error) {
      throw error instanceof ReadError ? error : silence();
    }
  };
}

async function bytesOf(args: {
  readonly answer: Response;
  readonly what: string;
  readonly limit: number;
}): Promise<Buffer> {
  const { answer, what, limit } = args;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body ?? []) {
    const bytes = piece as Uint8Array;
    size += bytes.length;
    if (size > limit)
      throw new ReadError({ failure: "incomplete", what, message: `${what} is larger than ${limit} bytes.` });
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
