// What the largest pull requests cost: 5,001 files and 400 commits, from the webhook to the check, with the app in a process
// of its own and a GitHub that takes 20 ms for each answer.
// usage: npm run bench:change-large
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { COMMITS, FILES, GUARDING, openLarge, pushLarge, slow } from "../test/app/large-pull.ts";
import { CHECK, openHouse, type House } from "../test/app/house.ts";

const LAUNCHER = fileURLToPath(new URL("../bin/lamplighter.js", import.meta.url));

/** The app as an operator starts it; answers its address and process. */
async function startBeside(house: House): Promise<{ url: string; pid: number; stop: () => void }> {
  const { appId, privateKey, apiUrl, databaseUrl, webhookSecrets } = house.environment;
  const env = {
    ...process.env,
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey.replaceAll("\n", "\\n"),
    WEBHOOK_SECRET: webhookSecrets[0] ?? "",
    GITHUB_API_URL: apiUrl,
    DATABASE_URL: databaseUrl,
    PORT: "0",
    HOST: "127.0.0.1",
  };
  const child = spawn(process.execPath, ["--max-semi-space-size=4", LAUNCHER, "start"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /"url":"(http:[^"]+)"/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`the app ended with ${String(code)}: ${said.slice(-2000)}`)));
  });
  return { url, pid: child.pid ?? 0, stop: () => child.kill() };
}

/** MiB at most, so far, and CPU seconds of a process. */
function spentBy(pid: number): { readonly peak: number; readonly cpu: number } {
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? NaN) / 1024;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return { peak, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
}

async function until(house: House, head: string, state: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    // Beside the slow answers: a look of ours must not wait behind them.
    const runs = [...house.github.world.repositories.values()].flatMap(({ checkRuns }) => checkRuns);
    const run = runs.findLast((one) => one.name === CHECK && one.sha === head);
    if (run && (run.conclusion ?? run.status) === state) return;
    if (performance.now() > deadline) {
      throw new Error(
        `the check did not become ${state} within two minutes, but ${run?.conclusion ?? run?.status ?? "none"}: ${run?.output.title ?? ""}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

await using house = await openHouse({ policy: GUARDING });
const head = await pushLarge(house);
await house.settle();
await house.stopApp();
const app = await startBeside(house);
try {
  await house.act("mona", "PATCH /_pretend/apps/lamplighter", { webhook: { url: `${app.url}/api/github/webhooks` } });
  await slow(house);
  const idle = spentBy(app.pid);
  const before = house.github.log.requests.length;
  let number = 0;
  const opened = await timed(async () => {
    number = await openLarge(house);
    await until(house, head, "in_progress");
    // What is said before the head is announced does not count.
    while (!(await house.ours(number)).includes(head)) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  const asked = house.github.log.requests.length - before;
  house.advance(10);
  const say = (login: string) =>
    house.act(login, `POST /repos/octo/app/issues/${number}/comments`, { body: "/approve-change because I read it" });
  const approved = await timed(async () => {
    await say("mia");
    await say("max");
    await until(house, head, "success");
  });
  const spent = spentBy(app.pid);
  const load = loadavg()[0]?.toFixed(1) ?? "";
  console.log(
    `node ${process.version}, ${cpus().length} cores, load ${load}; ${FILES} files, ${COMMITS} commits, 20 ms a request\n`,
  );
  console.log("| | |\n|---|---|");
  console.log(`| opened to its check and the announced head | ${opened.toFixed(1)} s |`);
  console.log(`| two approvals to green | ${approved.toFixed(1)} s |`);
  console.log(`| requests until the first check | ${asked} |`);
  console.log(`| CPU of the app, all of it | ${(spent.cpu - idle.cpu).toFixed(1)} s |`);
  console.log(`| memory: idle, peak | ${idle.peak.toFixed(0)}, ${spent.peak.toFixed(0)} MiB |`);
} finally {
  app.stop();
}
