// Every request that was made, and what was wrong with requests and answers.
import type { IncomingHttpHeaders } from "node:http";
import type { Answer, Route } from "./route.ts";

export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** As it was sent. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `installation/50000001`, `user/1001` ... */
  actor: string;
  /** `GET /repos/:owner/:repo`; empty when no route was found. */
  route: string;
  /** 0 while it is under way, and when the answer was lost. */
  status: number;
  lost: boolean;
}

export interface RequestLog {
  readonly requests: LoggedRequest[];
  begin(
    request: Omit<LoggedRequest, "actor" | "route" | "status" | "lost" | "headers"> & { headers: IncomingHttpHeaders },
  ): LoggedRequest;
}

export function startLog(): RequestLog {
  const requests: LoggedRequest[] = [];
  return {
    requests,
    begin: ({ headers, ...request }) => {
      const kept = Object.entries(headers).filter(([name]) => name !== "authorization");
      const entry: LoggedRequest = {
        ...request,
        headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
        actor: "",
        route: "",
        status: 0,
        lost: false,
      };
      requests.push(entry);
      return entry;
    },
  };
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

/** Holds exchanges against GitHub's description. What it finds in answers is a fault of the stand-in, and is kept. */
export interface Inspector {
  request(asked: { method: string; route: Route; path: string; body: unknown }): void;
  response(asked: { method: string; route: Route; path: string; body: unknown; answer: Answer }): void;
  fault(error: unknown): void;
  readonly problems: string[];
}

/** `check` tells what is wrong with an exchange; null where none is at hand. */
export function startInspector(check: ((exchange: Exchange) => readonly string[]) | null): Inspector {
  const problems: string[] = [];
  return {
    problems,
    request: () => undefined,
    response: ({ method, path, body, answer }) => {
      if (check === null) return;
      const plain: unknown = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body));
      const found = check({ method, path, requestBody: body, status: answer.status, responseBody: plain });
      problems.push(...found.map((problem) => `${method} ${path} -> ${answer.status}: ${problem}`));
    },
    fault: (error) => {
      problems.push(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    },
  };
}
