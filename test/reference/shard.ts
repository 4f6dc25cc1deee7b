// One thread's share of the histories.
import { parentPort, workerData } from "node:worker_threads";
import { agree, type Batch } from "./agree.ts";

parentPort?.postMessage(await agree(workerData as Batch));
