import type { Merged } from "../../core/merged.ts";
import type { Person } from "../../core/refs.ts";
import type { OpenedReview } from "../../core/review.ts";
import type { SensorData } from "../records.ts";

/** A review that is owed. */
export interface Owed {
  readonly review: Omit<OpenedReview, "issue">;
  /** Who did it, where it is an exception and somebody says so. */
  readonly doer: Person | null;
  readonly exception: SensorData<"sensor.exception"> | null;
  readonly merged: Merged | null;
}
