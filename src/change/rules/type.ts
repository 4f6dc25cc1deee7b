// What type a change is: that decides who approves it, and which freezes it passes (spec: change, "Types").
import type { ChangeType } from "../records.ts";
import type { Scene } from "../scene.ts";

/** Emergency before standard before normal. No policy can say anything but normal yet. */
export const typeOfChange: (scene: Scene) => ChangeType = () => "normal";
