// `lamplighter setup`: creates the GitHub App in the person's name and writes its credentials to a file.
import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { ReadError } from "../core/known.ts";
import { AppFile } from "../github/manifest.ts";
import type { RegisteredApp } from "../github/manifest.ts";
import { startSetup } from "../setup/flow.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, CliCommand, Io } from "./command-line.ts";
import { unwritable } from "./write-lines.ts";

const RELAY = "a relay that forwards webhooks to this machine, such as smee.io or your own tunnel";

export const setup: CliCommand = {
  name: "setup",
  usage: "setup [--url PUBLIC_URL] [--org ORG] [--name NAME] [--without LIST] [--env FILE]",
  does: "Creates the GitHub App through your browser and writes its credentials to .env.",
  teaches:
    "GitHub delivers webhooks to a public address. With --url the App is created ready to receive them there; without it " +
    `the App is created with its webhook switched off, and you add the address later or use ${RELAY}.`,
  options: {
    url: { type: "string", value: "PUBLIC_URL", does: "where GitHub can reach this app, https://..." },
    org: { type: "string", value: "ORG", does: "register it in an organisation instead of your account" },
    name: { type: "string", value: "NAME", does: "the App's name, unique on GitHub" },
    without: { type: "string", value: "LIST", does: "leave permissions out, comma-separated: members,actions" },
    env: { type: "string", value: "FILE", does: "where to write the credentials (default .env)" },
    port: { type: "string", value: "PORT", does: "the loopback port (default: a free one)" },
    "github-url": { type: "string", value: "URL", does: "GitHub Enterprise Server's address" },
  },
  examples: [
    "lamplighter setup --url https://lamplighter.example.com",
    "lamplighter setup --org acme --without members",
  ],
  positionals: [0, 0],
  run: runSetup,
};

async function runSetup(args: Arguments, io: Io): Promise<number> {
  const file = resolve(io.cwd, args.value("env") ?? ".env");
  if (existsSync(file))
    throw refusal(
      "file-exists",
      `${file} exists, and is not overwritten.`,
      "Name another file with --env, or move it away.",
    );
  refuseUnwritable(file);
  const publicUrl = readPublicUrl(args.value("url"));
  const web = readOrigin(args.value("github-url") ?? "https://github.com");
  const apiUrl =
    io.env["GITHUB_API_URL"] ?? (web === "https://github.com" ? "https://api.github.com" : `${web}/api/v3`);
  const org = args.value("org");
  if (org !== undefined && !/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/.test(org)) {
    throw refusal("bad-org", "--org is not an organisation's name.", "Give its name as in its address on GitHub.");
  }
  const server = await startSetup({
    manifest: readManifest(args, publicUrl),
    apiUrl,
    registerAt: org === undefined ? `${web}/settings/apps/new` : `${web}/organizations/${org}/settings/apps/new`,
    hook:
      publicUrl === undefined
        ? "Its webhook will be switched off until you give it a public address."
        : `Events will go to ${publicUrl}.`,
    port: readPort(args.value("port")),
    save: (app) => save({ app, file, publicUrl, apiUrl }),
  });
  try {
    const isJson = args.flags.has("json");
    io.out(
      isJson
        ? JSON.stringify({ open: server.url })
        : `Open this in your browser, on this machine:\n\n  ${server.url}\n\nWaiting for GitHub (an hour at most; Ctrl-C to stop) ...`,
    );
    const app = await server.registered;
    const { id, slug, html_url: url } = app;
    io.out(isJson ? JSON.stringify({ app: { id, slug, url }, file }) : nextSteps({ app, file, publicUrl }));
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const mend = "The code that GitHub gives is good for one hour and one use: run setup again.";
    throw new CommandRefused({
      code: "no-credentials",
      exit: EXIT.unavailable,
      message: `${error.message}.`,
      mend,
      cause: error,
    });
  } finally {
    await server.stop();
  }
}

/** GitHub hands the key out once: where it will be written has to be sure before the App is created. */
function refuseUnwritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

function readManifest(args: Arguments, publicUrl: string | undefined) {
  const app = AppFile.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));
  const without = (args.value("without") ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const unknown = without.find((one) => !(one in app.default_permissions));
  if (unknown !== undefined) {
    const names = Object.keys(app.default_permissions).join(", ");
    throw refusal(
      "unknown-permission",
      `"${unknown.slice(0, 40)}" is not one of the App's permissions.`,
      `Choose from ${names}.`,
    );
  }
  const permissions = Object.entries(app.default_permissions).filter(([name]) => !without.includes(name));
  return {
    name: args.value("name") ?? `${app.name}-${randomBytes(3).toString("hex")}`,
    url: app.url,
    description: app.description,
    public: false,
    hook_attributes: {
      url: `${publicUrl ?? "https://example.com"}/api/github/webhooks`,
      active: publicUrl !== undefined,
    },
    default_permissions: Object.fromEntries(permissions),
    default_events: app.default_events.filter(
      (event) => !MEMBER_EVENTS.includes(event) || !without.includes("members"),
    ),
  };
}

/** GitHub refuses a manifest that subscribes to events for which the App lacks the permission. */
const MEMBER_EVENTS = ["membership", "team", "organization", "member"];

/** GitHub cannot reach loopback or a private address, so such a URL would only fail later. */
function readPublicUrl(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const url = URL.parse(given);
  const host = url?.hostname ?? "";
  const unreachable = host === "localhost" || host.endsWith(".localhost") || isIP(host.replace(/[[\]]/g, "")) !== 0;
  if (url?.protocol !== "https:" || unreachable) {
    throw refusal(
      "not-public",
      "--url is not a public https address, and GitHub delivers nowhere else.",
      `Give the address of your server, or leave --url out and use ${RELAY}.`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

function readOrigin(given: string): string {
  const url = URL.parse(given);
  if (url && (url.protocol === "https:" || url.hostname === "127.0.0.1")) return url.origin;
  throw refusal(
    "bad-github-url",
    "--github-url is not an https address.",
    "Give your server's address, such as https://ghe.example.com.",
  );
}

function readPort(given: string | undefined): number {
  if (given === undefined) return 0;
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  throw refusal("bad-port", "--port is not a port.", "Give a number from 1 to 65535, or leave it out.");
}

/** Written for the owner alone, and never over another file. */
function save(args: {
  readonly app: RegisteredApp;
  readonly file: string;
  readonly publicUrl: string | undefined;
  readonly apiUrl: string;
}): string {
  const { app, file, publicUrl, apiUrl } = args;
  const secret = app.webhook_secret ?? randomBytes(32).toString("hex");
  const lines = [
    `APP_ID=${app.id}`,
    // No quotes: `docker run --env-file` would take them for a part of the value.
    `PRIVATE_KEY=${app.pem.trim().replaceAll("\n", "\\n")}`,
    `WEBHOOK_SECRET=${secret}`,
    ...(apiUrl === "https://api.github.com" ? [] : [`GITHUB_API_URL=${apiUrl}`]),
    ...(publicUrl === undefined ? [] : [`# events arrive at ${publicUrl}/api/github/webhooks`]),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600, flag: "wx" });
  return file;
}

function nextSteps({
  app,
  file,
  publicUrl,
}: {
  app: RegisteredApp;
  file: string;
  publicUrl: string | undefined;
}): string {
  const hook =
    publicUrl === undefined
      ? `Its webhook is switched off. Set its address and switch it on at ${app.html_url}, or use ${RELAY}.`
      : `Webhooks will come to ${publicUrl}/api/github/webhooks.`;
  const secret =
    app.webhook_secret === null
      ? `\nGitHub made no webhook secret: copy WEBHOOK_SECRET from ${file} into the App's settings.`
      : "";
  return [
    `\n${app.slug} (id ${app.id}) is created; its credentials are in ${file}, readable by you alone.`,
    `${hook}${secret}`,
    "",
    `1. Start it:      node --env-file=${file} bin/lamplighter.js start`,
    `2. Install it:    ${app.html_url}/installations/new`,
    "3. It opens an issue with a starter policy in each repository.",
  ].join("\n");
}

function refusal(code: string, message: string, mend: string): CommandRefused {
  return new CommandRefused({ code, exit: EXIT.usage, message, mend });
}
