import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { printProblems, readEnvironment } from "../src/environment.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
const right = { APP_ID: "7", PRIVATE_KEY: pem, WEBHOOK_SECRET: "0123456789abcdef" };

function problemsOf(variables: Record<string, string | undefined>): string[] {
  const read = readEnvironment({ ...right, ...variables });
  return "problems" in read ? read.problems.map((one) => one.variable) : [];
}

describe("the environment", () => {
  it("has defaults for everything that has a good one", () => {
    const read = readEnvironment(right);
    expect(read).toMatchObject({
      environment: {
        appId: 7,
        port: 3000,
        apiUrl: "https://api.github.com",
        databaseUrl: "sqlite:data/lamplighter.sqlite",
        logLevel: "info",
      },
    });
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ["no app id", { APP_ID: undefined }, "APP_ID"],
    ["an app id that is no number", { APP_ID: "my-app" }, "APP_ID"],
    ["no key", { PRIVATE_KEY: undefined }, "PRIVATE_KEY"],
    ["a key that is not PEM", { PRIVATE_KEY: "hunter2" }, "PRIVATE_KEY"],
    [
      "a key file that is not there",
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "/nowhere/key.pem" },
      "PRIVATE_KEY_PATH",
    ],
    ["WH-03 no webhook secret", { WEBHOOK_SECRET: undefined }, "WEBHOOK_SECRET"],
    ["WH-03 an empty webhook secret", { WEBHOOK_SECRET: "" }, "WEBHOOK_SECRET"],
    ["WH-03 the secret that Probot would fall back to", { WEBHOOK_SECRET: "development" }, "WEBHOOK_SECRET"],
    ["a secret of 15 bytes", { WEBHOOK_SECRET: "0123456789abcde" }, "WEBHOOK_SECRET"],
    ["a previous secret that is short", { WEBHOOK_SECRET_PREVIOUS: "short" }, "WEBHOOK_SECRET_PREVIOUS"],
    ["a port out of range", { PORT: "70000" }, "PORT"],
    ["an API URL that is none", { GITHUB_API_URL: "ghe.example" }, "GITHUB_API_URL"],
    ["an API URL with a password", { GITHUB_API_URL: "https://u:p@ghe.example" }, "GITHUB_API_URL"],
    ["a database of another kind", { DATABASE_URL: "mysql://x" }, "DATABASE_URL"],
    ["a log level that is none", { LOG_LEVEL: "loud" }, "LOG_LEVEL"],
  ])("%s is refused and named", (_name, variables, variable) => {
    expect(problemsOf(variables)).toEqual([variable]);
  });

  it("takes a key with \\n for line ends, and one in base64", () => {
    expect(problemsOf({ PRIVATE_KEY: pem.replaceAll("\n", "\\n") })).toEqual([]);
    expect(problemsOf({ PRIVATE_KEY: `"${pem.trim().replaceAll("\n", "\\n")}"` })).toEqual([]);
    expect(problemsOf({ PRIVATE_KEY: Buffer.from(pem).toString("base64") })).toEqual([]);
  });

  it("WH-18 keeps the old secret beside the new one", () => {
    const read = readEnvironment({ ...right, WEBHOOK_SECRET_PREVIOUS: "fedcba9876543210" });
    expect(read).toMatchObject({ environment: { webhookSecrets: ["0123456789abcdef", "fedcba9876543210"] } });
  });

  it("names all that is wrong at once, and never prints a value that may be secret", () => {
    const read = readEnvironment({ PRIVATE_KEY: "hunter2hunter2hunter2", WEBHOOK_SECRET: "s3cret" });
    const text = "problems" in read ? printProblems(read.problems) : "";
    expect(text.split("\n")).toHaveLength(4);
    expect(text).not.toMatch(/hunter2|s3cret/);
  });
});
