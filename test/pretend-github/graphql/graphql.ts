// GraphQL over the same state, against GitHub's published schema.
import type { Answer } from "../http/route.ts";
import { Refusal } from "../http/refusal.ts";

export function answerGraphql(): Promise<Answer> {
  return Promise.reject(new Refusal(501, "GraphQL is not there yet"));
}
