// What a run needs of the Action's face; the rest stands in face.ts, and is in no bundle.
import { INPUTS, type InputName } from "../../src/gate/config.ts";
import type { Running } from "../action.ts";

export const running: Running<InputName> = { name: "Lamplighter test gate", inputs: INPUTS };
