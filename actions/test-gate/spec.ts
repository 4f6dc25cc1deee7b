// The Action's face: what action.yml says too.
import { INPUTS, OUTPUTS, type InputName, type OutputName } from "../../src/gate/config.ts";
import type { ActionSpec } from "../action.ts";

export const spec: ActionSpec<InputName, OutputName> = {
  name: "Lamplighter test gate",
  description: "One verdict with names from everything that your tests wrote; never green for nothing.",
  inputs: INPUTS,
  outputs: OUTPUTS,
};
