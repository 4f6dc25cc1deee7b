// The Action's face: what action.yml says too.
import { DESCRIPTIONS, INPUTS, OUTPUTS, type InputName, type OutputName } from "../../src/gate/config.ts";
import type { ActionSpec, InputSpec } from "../action.ts";
import { running } from "./running.ts";

const described = Object.entries(DESCRIPTIONS).map(([name, description]): [string, InputSpec] => {
  const input: InputSpec = INPUTS[name as InputName];
  return [name, { ...input, description }];
});

export const spec: ActionSpec<InputName, OutputName> = {
  ...running,
  description: "One verdict with names from everything that your tests wrote; never green for nothing.",
  inputs: { ...INPUTS, ...Object.fromEntries(described) },
  outputs: OUTPUTS,
};
