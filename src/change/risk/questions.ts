// What has to be read for the signals of risk that are built in.
import type { Question } from "../rules/predicate.ts";

export const QUESTIONS: readonly Question[] = ["files", "commits"];
