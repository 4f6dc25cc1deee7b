// Why a command is not done: a code for machines, and for people what is so and what to do.

export interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly cure: string;
}
