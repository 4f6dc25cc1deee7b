// Where commands are judged: before a scene, or where there is none and one answer serves all.
import type { Unknown } from "../../core/known.ts";
import type { Lending } from "../people/judge-delegation.ts";
import type { Scene } from "../scene.ts";
import type { Refusal } from "./refusal.ts";

/** `lending`: the end of a delegation is judged all the same, where enough is known for that. */
export type Bench =
  | { readonly is: "scene"; readonly scene: Scene }
  | { readonly is: "refusing"; readonly refusal: Refusal; readonly lending?: Lending | null }
  | { readonly is: "unknown"; readonly whys: readonly Unknown[]; readonly lending?: Lending | null };
