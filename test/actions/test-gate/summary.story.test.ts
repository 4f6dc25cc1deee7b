// The summary of a failing run as GitHub would render it, looked at in a browser. SCREENSHOT=1 writes the README's picture.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { chromium as launcher, type Browser, type Page } from "playwright-core";
import chromium from "@sparticuz/chromium";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newFolder } from "../../folder.ts";
import { runGate, type Ran } from "./run.ts";

const PICTURE = resolve(import.meta.dirname, "../../../actions/test-gate/summary.png");

/** As near to GitHub's own sheet as matters here. */
const STYLE = `
  body { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328; margin: 0; padding: 24px 32px; width: 916px; }
  h2 { font-size: 21px; border-bottom: 1px solid #d1d9e0b3; padding-bottom: 6px; margin: 0 0 16px } h3 { font-size: 17.5px; margin: 24px 0 16px }
  p, ul, table, details { margin: 0 0 16px } details { margin-bottom: 4px } a { color: #0969da; text-decoration: none }
  table { border-collapse: collapse } th, td { padding: 6px 13px; border: 1px solid #d1d9e0; text-align: left } tr:nth-child(2n) { background: #f6f8fa }
  code, pre { font: 85% ui-monospace, "Liberation Mono", Menlo, monospace; background: #818b981f; border-radius: 6px } code { padding: 0.2em 0.4em }
  pre { padding: 16px; background: #f6f8fa; margin: 8px 0 16px } pre code { background: none; padding: 0; font-size: 100% } ul { padding-left: 2em }
`;

const SOURCE = `import { total } from "./cart";\n`.repeat(60);

function suite(): string {
  const passing = Array.from(
    { length: 212 },
    (_, index) =>
      `<testcase classname="src/shop.test.ts" name="prices > product ${index + 1} has a price" time="0.0${index % 9}"/>`,
  );
  return `<testsuites><testsuite name="shop">
    ${passing.join("\n")}
    <testcase classname="src/cart.test.ts" name="cart > adds up two items" time="0.012"><failure message="expected 29.98 to be 30 // Object.is equality">AssertionError: expected 29.98 to be 30 // Object.is equality
    at src/cart.ts:41:17
    at checkout (src/checkout.ts:12:3)
    at node_modules/vitest/dist/runner.js:93:11</failure></testcase>
    <testcase classname="src/cart.test.ts" name="cart > an empty cart costs nothing | &lt;b&gt;@octo&lt;/b&gt; #1" time="0.003"><failure message="expected NaN to be +0">AssertionError: expected NaN to be +0
    at src/cart.ts:44:9</failure></testcase>
    <testcase classname="src/mail.test.ts" name="mail > is sent within a minute" time="61.2"><failure message="timed out after 60 s">Error: timed out
    at src/mail.ts:7:5</failure></testcase>
    <testcase classname="src/login.test.ts" name="login > by link" time="0.4"><flakyFailure message="socket hang up"/></testcase>
    <testcase classname="src/search.test.ts" name="search > finds umlauts" time="0.02"/>
    <testcase classname="src/pay.test.ts" name="pay > refunds" time="0"><skipped/></testcase>
    <testcase classname="src/pay.test.ts" name="pay > twice on a slow network" time="2.1"><failure message="charged twice"/></testcase>
  </testsuite></testsuites>`;
}

function base(): string {
  const row = (sign: string, id: string, ms = 10, ...more: unknown[]): string =>
    JSON.stringify([sign, id, ms, ...more]);
  const rows = [
    ...Array.from({ length: 212 }, (_, index) =>
      row("P", `src/shop.test.ts > prices > product ${index + 1} has a price`),
    ),
    row("P", "src/cart.test.ts > cart > adds up two items"),
    row("P", "src/cart.test.ts > cart > an empty cart costs nothing | <b>@octo</b> #1"),
    row("F", "src/mail.test.ts > mail > is sent within a minute", 61000, "PPFPPPFPF"),
    row("P", "src/login.test.ts > login > by link"),
    row("F", "src/search.test.ts > search > finds umlauts", 20, "PPFF"),
    row("P", "src/pay.test.ts > pay > refunds"),
    row("F", "src/pay.test.ts > pay > twice on a slow network", 2000, "FFFF"),
    row("P", "src/old.test.ts > coupons > expire"),
  ];
  const head = {
    digest: "lamplighter/test-gate",
    version: 1,
    job: "",
    sha: "b".repeat(40),
    run: "1",
    tests: rows.length,
    problems: [],
    coverage: { covered: 840, lines: 1000 },
    benchmarks: [],
  };
  return [JSON.stringify(head), ...rows, ""].join("\n");
}

const QUARANTINE = `tests:
  - test: src/pay.test.ts > pay > twice on a slow network
    owner: "@octo/payments"
    issue: "#812"
    reason: races with the clock of the sandbox
    expires: 2999-01-31
`;

const LCOV = `SF:src/cart.ts\n${Array.from({ length: 100 }, (_, line) => `DA:${line + 1},${line < 82 ? 1 : 0}`).join("\n")}\nend_of_record\n`;

let browser: Browser | undefined;
let page: Page;
let ran: Ran;

beforeAll(async () => {
  const files = {
    "reports/junit.xml": suite(),
    "base.ndjson": base(),
    "lcov.info": LCOV,
    ".github/test-quarantine.yml": QUARANTINE,
    ...Object.fromEntries(["cart", "mail", "checkout"].map((name) => [`src/${name}.ts`, SOURCE])),
  };
  const inputs = { reports: "**/junit*.xml", base: "base.ndjson", coverage: "lcov.info", "coverage-drop": "1" };
  const env = { GITHUB_REPOSITORY: "octo/shop", GITHUB_SHA: "c".repeat(40) };
  ran = await runGate({ files, inputs, env });
  browser = await launcher.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args,
    headless: true,
  });
  page = await browser.newPage({ viewport: { width: 980, height: 900 } });
  const html = micromark(ran.summary, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  await page.setContent(`<!doctype html><style>${STYLE}</style>${html}`);
  await page.locator("summary").first().click();
}, 120_000);

afterAll(() => browser?.close());

describe("the summary of a failing run, in a browser", () => {
  it("says the verdict first, and what to do", async () => {
    expect(await page.locator("h2").innerText()).toContain("Test gate: failed");
    expect(await page.locator("p").first().innerText()).toMatch(/^3 tests failed, 2 of them new\./);
  });

  it("names failures before anything else, new ones first, with why and where", async () => {
    const rows = await page.locator("table").nth(1).locator("tbody tr").allInnerTexts();
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/new\s+src\/cart.test.ts > cart > adds up two items\s+expected 29.98 to be 30/);
    expect(rows[2]).toMatch(/^base \(flaky lately\)\s+src\/mail.test.ts/);
    const link = await page.locator("table").nth(1).locator("a").first().getAttribute("href");
    expect(link).toBe(`https://github.com/octo/shop/blob/${"c".repeat(40)}/src/cart.ts#L41`);
  });

  it("shows of a stack only the lines that are theirs", async () => {
    const stack = await page.locator("details pre").first().innerText();
    expect(stack).toContain("src/checkout.ts:12:3");
    expect(stack).not.toContain("node_modules");
  });

  it("foreign text is text: no bold, no mention, no link of its own", async () => {
    expect(await page.locator("table b, a[href*='octo/1'], img").count()).toBe(0);
    expect(await page.locator("table").nth(1).innerText()).toContain("<b>@");
  });

  it("tells what is fixed, newly skipped, removed, quarantined and flaky", async () => {
    const text = await page.locator("body").innerText();
    for (const part of [
      "Fixed: 1",
      "Newly skipped: 1",
      "Removed: 1",
      "@octo/payments",
      "failed and passed in this run",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("leads from a quarantine to its issue", async () => {
    const link = page.locator("a[href='https://github.com/octo/shop/issues/812']");
    expect(await link.innerText()).toContain("812");
  });

  it("fits the page: nothing runs out of it", async () => {
    for (const table of await page.locator("table").all()) {
      const box = await table.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(980);
    }
  });

  it("is the picture in the README", async () => {
    const path = process.env["SCREENSHOT"] === undefined ? join(newFolder("browser"), "summary.png") : PICTURE;
    await page.screenshot({ path, fullPage: true });
    const size = (file: string): number[] => [readFileSync(file).readUInt32BE(16), readFileSync(file).readUInt32BE(20)];
    expect(size(path)[0]).toBe(size(PICTURE)[0]);
    // Fonts differ from machine to machine; the picture may not differ in what it is a picture of.
    expect(Math.abs((size(path)[1] ?? 0) - (size(PICTURE)[1] ?? 0))).toBeLessThan(200);
  });
});
