// GitHub's ways of saying no.
export interface Problem {
  readonly resource?: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
  readonly value?: unknown;
}

/** Thrown anywhere below a route; the server turns it into GitHub's answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly errors: readonly (Problem | string)[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly (Problem | string)[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

/** Not there, or not yours to see: GitHub does not say which. */
export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}

export function invalid(...errors: (Problem | string)[]): Refusal {
  return new Refusal(422, "Validation Failed", { errors });
}

/** The value, or the answer 404. */
export function found<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw notFound();
  return value;
}
