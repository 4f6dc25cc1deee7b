// Holds every exchange and every webhook against GitHub's own description.
import { checkExchange, checkRequest, checkWebhook } from "../contract/check.ts";
import { Refusal } from "./refusal.ts";
import type { Actor } from "./actor.ts";
import type { Answer } from "./route.ts";

export interface Asked {
  readonly method: string;
  /** Percent-encoded, without host and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly actor: Actor;
}

export interface Inspector {
  /** Throws 422 with what is wrong in a request: GitHub would let much of it pass in silence. */
  request(asked: Asked): void;
  /** What it finds in answers and webhooks is a fault of the stand-in: it is kept, and `stop` fails by it. */
  response(asked: Asked, answer: Answer): void;
  webhook(event: string, action: string | null, payload: string): void;
  fault(error: unknown): void;
  readonly problems: string[];
}

/** Where live GitHub is known not to keep to its own description, and the stand-in goes with the live one. */
const OTHER_THAN_DESCRIBED = [
  // The addresses of bots have brackets.
  /email: must match format "email"/,
  // Unset addresses of a deployment's status are empty.
  /(log|environment|target)_url: must match format "uri"/,
  // The list of an App's possible events is older than the events.
  /\/app\/events\/\d+: must be equal to one of the allowed values/,
];

export function startInspector(what: "everything" | "nothing"): Inspector {
  const problems: string[] = [];
  const note = (where: string, found: readonly string[]): void => {
    const meant = found.filter((problem) => !OTHER_THAN_DESCRIBED.some((known) => known.test(problem)));
    problems.push(...meant.map((problem) => `${where}: ${problem}`));
  };
  return {
    problems,
    request: (asked) => {
      if (what === "nothing") return;
      const wrong = checkRequest(requestOf(asked));
      // People use more of GitHub than our contract has; the App must not.
      if (wrong === null && asked.actor.kind !== "user" && asked.actor.kind !== "anonymous") {
        throw refused([`${asked.method} ${asked.path} is no operation of the contract`]);
      }
      if (wrong !== null && wrong.length > 0) throw refused(wrong);
    },
    response: (asked, answer) => {
      if (what === "nothing") return;
      const { method, path } = asked;
      if (checkRequest(requestOf(asked)) === null) return;
      const responseBody: unknown = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body));
      const found = checkExchange({ ...requestOf(asked), status: answer.status, responseBody });
      note(`${method} ${path} -> ${answer.status}`, found);
    },
    webhook: (event, action, payload) => {
      if (what === "nothing") return;
      const found = checkWebhook({ event, action, payload: JSON.parse(payload) as unknown });
      // Events beyond the contract go unexamined.
      note(
        `webhook ${event}`,
        found.filter((problem) => !problem.includes("no such event in the contract")),
      );
    },
    fault: (error) => note("failed", [error instanceof Error ? (error.stack ?? error.message) : String(error)]),
  };
}

function requestOf({ method, path, query, body }: Asked) {
  return { method, path, query: Object.fromEntries(query), requestBody: body };
}

function refused(errors: readonly string[]): Refusal {
  return new Refusal(422, "Against GitHub's description", { errors });
}
