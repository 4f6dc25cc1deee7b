// The environment of the app: names, defaults, limits, and what to say when a value is wrong. Nothing else reads `process.env`.
import { readFileSync } from "node:fs";
import { createPrivateKey } from "node:crypto";

/** sysexits(3) EX_CONFIG: the environment must be mended before a restart can help. */
export const EXIT_CONFIG = 78;

export interface Environment {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** The current secret first; a second one only during a rotation (WH-18). */
  readonly webhookSecrets: readonly string[];
  readonly port: number;
  readonly host: string;
  /** Without a trailing slash: `https://api.github.com`, `https://ghe.example/api/v3`. */
  readonly apiUrl: string;
  /** `sqlite:<path>` or a PostgreSQL URL. */
  readonly databaseUrl: string;
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is wrong with one variable: its name, the reason and the mend. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly reason: string;
  readonly mend: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Every variable, what it is for and its default: the README's table is printed from this. */
export const VARIABLES: readonly { readonly name: string; readonly does: string; readonly otherwise: string }[] = [
  { name: "APP_ID", does: "the GitHub App's numeric id", otherwise: "required" },
  {
    name: "PRIVATE_KEY",
    does: "the App's private key, PEM; `\\n` may stand for line ends",
    otherwise: "required, or `PRIVATE_KEY_PATH`",
  },
  { name: "PRIVATE_KEY_PATH", does: "a file that holds the private key", otherwise: "none" },
  { name: "WEBHOOK_SECRET", does: "the webhook secret, at least 16 bytes", otherwise: "required" },
  { name: "WEBHOOK_SECRET_PREVIOUS", does: "the secret before it, accepted too during a rotation", otherwise: "none" },
  { name: "PORT", does: "where to listen", otherwise: "3000" },
  { name: "HOST", does: "the address to bind", otherwise: "all addresses" },
  { name: "GITHUB_API_URL", does: "GitHub's API; set it for Enterprise Server", otherwise: "https://api.github.com" },
  { name: "DATABASE_URL", does: "`postgres://...`, or `sqlite:<path>`", otherwise: "sqlite:data/lamplighter.sqlite" },
  { name: "LOG_LEVEL", does: LOG_LEVELS.join(", "), otherwise: "info" },
];

/** Reads and judges the environment. Pure but for reading the key's file. */
export function readEnvironment(
  variables: Variables,
): { environment: Environment } | { problems: EnvironmentProblem[] } {
  const problems: EnvironmentProblem[] = [];
  const appId = readAppId(variables, problems);
  const privateKey = readPrivateKey(variables, problems);
  const webhookSecrets = readSecrets(variables, problems);
  const port = readPort(variables, problems);
  const apiUrl = readUrl({ variables, name: "GITHUB_API_URL", otherwise: "https://api.github.com", problems });
  const databaseUrl = readDatabase(variables, problems);
  const logLevel = readLogLevel(variables, problems);
  const host = given(variables, "HOST") ?? "";
  if (problems.length > 0) return { problems };
  return { environment: { appId, privateKey, webhookSecrets, port, host, apiUrl, databaseUrl, logLevel } };
}

/** One line a problem, for a terminal. */
export function printProblems(problems: readonly EnvironmentProblem[]): string {
  const lines = problems.map(({ variable, reason, mend }) => `  ${variable}: ${reason}. ${mend}`);
  return ["The environment is not right:", ...lines].join("\n");
}

function given(variables: Variables, name: string): string | undefined {
  const value = variables[name]?.trim();
  return value === undefined || value === "" ? undefined : value;
}

function readAppId(variables: Variables, problems: EnvironmentProblem[]): number {
  const value = given(variables, "APP_ID");
  if (value !== undefined && /^[1-9]\d{0,14}$/.test(value)) return Number(value);
  problems.push({
    variable: "APP_ID",
    reason: value === undefined ? "it is not set" : `"${value.slice(0, 20)}" is not a number`,
    mend: "Set it to the App's id, from its settings page; `npm run setup` creates an App and writes it.",
  });
  return 0;
}

function readPrivateKey(variables: Variables, problems: EnvironmentProblem[]): string {
  const inline = given(variables, "PRIVATE_KEY");
  const path = given(variables, "PRIVATE_KEY_PATH");
  const variable = inline !== undefined || path === undefined ? "PRIVATE_KEY" : "PRIVATE_KEY_PATH";
  const mend = "Set PRIVATE_KEY to the PEM text or PRIVATE_KEY_PATH to its file, from the App's settings page.";
  if (inline === undefined && path === undefined) {
    problems.push({ variable, reason: "neither PRIVATE_KEY nor PRIVATE_KEY_PATH is set", mend });
    return "";
  }
  try {
    const text = inline !== undefined ? pemOf(inline) : readFileSync(path ?? "", "utf8");
    createPrivateKey(text);
    return text;
  } catch (error) {
    // Never the text itself: a half-pasted key is still a secret (TEN-05).
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    problems.push({ variable, reason: `it holds no readable private key (${code})`, mend });
    return "";
  }
}

/** Hosts that cannot hold line breaks in a variable take `\n`, or the whole PEM in base64; Docker's keep quotes around it. */
function pemOf(written: string): string {
  const text = /^(["']).*\1$/s.test(written) ? written.slice(1, -1) : written;
  if (text.includes("-----BEGIN")) return text.replaceAll("\\n", "\n");
  return Buffer.from(text, "base64").toString("utf8");
}

function readSecrets(variables: Variables, problems: EnvironmentProblem[]): string[] {
  const secrets: string[] = [];
  for (const variable of ["WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS"]) {
    const value = variables[variable];
    if (value === undefined || value === "") {
      if (variable === "WEBHOOK_SECRET") {
        problems.push({
          variable,
          reason: "it is not set, and without it anybody could send events",
          mend: "Set it to the secret that stands in the App's webhook settings, at least 16 random bytes.",
        });
      }
      continue;
    }
    if (Buffer.byteLength(value) < 16 || value === "development") {
      problems.push({
        variable,
        reason: `it has ${Buffer.byteLength(value)} bytes, fewer than 16`,
        mend: "Make a new one, for example with `openssl rand -hex 32`, and set it here and in the App's webhook settings.",
      });
      continue;
    }
    secrets.push(value);
  }
  return secrets;
}

function readPort(variables: Variables, problems: EnvironmentProblem[]): number {
  const value = given(variables, "PORT") ?? "3000";
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  problems.push({
    variable: "PORT",
    reason: `"${value.slice(0, 20)}" is not a port`,
    mend: "Set a number from 1 to 65535.",
  });
  return 0;
}

function readUrl(args: {
  variables: Variables;
  name: string;
  otherwise: string;
  problems: EnvironmentProblem[];
}): string {
  const value = given(args.variables, args.name) ?? args.otherwise;
  const url = URL.parse(value);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url && isWeb && url.username === "" && url.password === "") return value.replace(/\/+$/, "");
  args.problems.push({
    variable: args.name,
    reason: url && isWeb ? "it holds a user name or password" : "it is not an http or https URL",
    mend: "Leave it unset for github.com; for Enterprise Server set https://HOST/api/v3.",
  });
  return "";
}

/** The store's URL; undefined when it is of no known kind. */
export function databaseOf(variables: Variables): string | undefined {
  const value = given(variables, "DATABASE_URL") ?? "sqlite:data/lamplighter.sqlite";
  return /^sqlite:(?!\/\/).+/.test(value) || /^postgres(ql)?:\/\//.test(value) ? value : undefined;
}

function readDatabase(variables: Variables, problems: EnvironmentProblem[]): string {
  const value = databaseOf(variables);
  if (value !== undefined) return value;
  problems.push({
    variable: "DATABASE_URL",
    reason: "it is neither sqlite:<path> nor postgres://...",
    mend: "Leave it unset for a file under data/, or set a PostgreSQL URL.",
  });
  return "";
}

function readLogLevel(variables: Variables, problems: EnvironmentProblem[]): LogLevel {
  const value = given(variables, "LOG_LEVEL") ?? "info";
  const level = LOG_LEVELS.find((one) => one === value);
  if (level !== undefined) return level;
  problems.push({
    variable: "LOG_LEVEL",
    reason: `"${value.slice(0, 20)}" is not a level`,
    mend: `Set one of ${LOG_LEVELS.join(", ")}.`,
  });
  return "info";
}
