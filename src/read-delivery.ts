// A stored delivery's raw bytes, read: JSON first, then what the GitHub adapter makes of it.
import { readTriggers } from "./github/trigger.ts";
import type { TriggersOf } from "./sorter.ts";

const BODY_GONE =
  "Its body is not in the store any more, or not as it came: its file in the spool was removed or damaged. Bring the file back and replay it, or redeliver it from the App's settings on GitHub.";

/** `app` is our App's id: what we wrote ourselves does not wake us (TRI-03). Never throws. */
export function deliveryReader(app: number): TriggersOf {
  return ({ id, event, body, receivedAt }) => {
    // GitHub sends no empty body, and the store gives one for what it cannot read any more.
    if (body.length === 0) return { dead: { code: "body-lost", reason: BODY_GONE } };
    let payload: unknown;
    try {
      payload = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    } catch {
      return {
        dead: {
          code: "not-json",
          reason: "Its body is not JSON. GitHub sends nothing else: look at what is in front of this app.",
        },
      };
    }
    const told = readTriggers({ event, payload, delivery: id, at: receivedAt, app });
    if (!("malformed" in told)) return told;
    const { malformed, installation } = told;
    return {
      dead: { code: "malformed", reason: `${malformed}. After an upgrade that reads it, replay it.` },
      ...(installation !== undefined && { installation }),
    };
  };
}
