// Who commits what is picked, and with which key it is signed.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal, type Runner } from "../action.ts";
import type { InputName, OutputName } from "./spec.ts";

export interface Signer {
  readonly author: { readonly name: string; readonly email: string };
  /** A file with the key; absent: nothing is signed. */
  readonly key?: string;
  /** Takes the key away again. */
  forget(): void;
}

/** Who commits, and with which key. Throws {@link Refusal}. */
export function signerFrom(runner: Runner<InputName, OutputName>, token: "app" | "job"): Signer {
  const author = committerFrom(runner.input("committer"), token);
  const key = runner.input("signing-key");
  if (key === "") return { author, forget: () => undefined };
  runner.mask(key);
  if (!key.includes("PRIVATE KEY-----"))
    throw new Refusal({
      code: "input-malformed",
      message: "The input signing-key is not a private key.",
      cure: "Give an SSH private key without a passphrase, from a secret, as ssh-keygen writes it.",
    });
  const folder = mkdtempSync(join(runner.env["RUNNER_TEMP"] ?? tmpdir(), "lamplighter-key-"));
  const file = join(folder, "key");
  // ssh-keygen wants the line break at its end, and a file that nobody else may read.
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return { author, key: file, forget: () => rmSync(folder, { recursive: true, force: true }) };
}

function committerFrom(given: string, token: "app" | "job"): Signer["author"] {
  if (given === "") {
    const who = token === "app" ? "lamplighter[bot]" : "github-actions[bot]";
    return { name: who, email: `${who}@users.noreply.github.com` };
  }
  const [, name, email] = /^([^<>\r\n]+?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(given) ?? [];
  if (name !== undefined && email !== undefined) return { name, email };
  throw new Refusal({
    code: "input-malformed",
    message: `The input committer is "${given.slice(0, 60)}".`,
    cure: "It takes a name and an address, as in Release bot <bot@example.org>.",
  });
}
