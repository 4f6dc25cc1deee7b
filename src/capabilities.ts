// The list of rooms, in the order in which they look. A room is off wherever the policy has no section of its name.
import { change } from "./change/index.ts";
import { changeInQueue } from "./change/queue/index.ts";
import type { AnyCapability } from "./core/capability.ts";
import { deskFor } from "./desk/index.ts";
import { previewBy } from "./preview/index.ts";
import { release } from "./release/index.ts";
import { sensor } from "./sensor/index.ts";
import { tryPolicyOn } from "./simulate.ts";
import { triage } from "./triage/index.ts";
import { upkeep } from "./upkeep/index.ts";
import { welcome } from "./welcome/index.ts";

const GOVERNED: readonly AnyCapability[] = [upkeep, welcome, change, changeInQueue, sensor, triage, release];

const WORKING: readonly AnyCapability[] = [...GOVERNED, previewBy(tryPolicyOn(GOVERNED))];

/** The desk comes last: it answers for what the others offer. */
export const ROOMS: readonly AnyCapability[] = [...WORKING, deskFor(WORKING)];
