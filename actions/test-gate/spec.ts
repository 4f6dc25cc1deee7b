// The Action's face: what action.yml says too.
import { INPUTS, OUTPUTS, type InputName, type OutputName } from "../../src/gate/config.ts";
import type { ActionSpec, Running } from "../action.ts";

const name = "Lamplighter test gate";

/** What a run needs of it: the rest of the face is not in the bundle. */
export const running: Running<InputName> = { name, inputs: INPUTS };

export const spec: ActionSpec<InputName, OutputName> = {
  name,
  description: "One verdict with names from everything that your tests wrote; never green for nothing.",
  inputs: INPUTS,
  outputs: OUTPUTS,
};
