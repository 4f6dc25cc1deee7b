// Every request that was made.
import type { IncomingHttpHeaders } from "node:http";

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

/** Credentials are not kept. */
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
