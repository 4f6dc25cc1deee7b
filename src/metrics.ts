// What the operator's monitoring reads at /metrics. Labels are our own words, never names of people or repositories.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  /** `outcome`: accepted, known, replayed, refused. */
  readonly deliveries: Counter<"outcome">;
  /** `result`: done, retried, dead. */
  readonly turns: Counter<"result">;
  /** Runs one turn, and keeps how long it took. */
  readonly timed: <T>(turn: () => Promise<T>) => Promise<T>;
  readonly verdicts: Counter<"room" | "state">;
  readonly writes: Counter;
  readonly deadLetters: Gauge;
}

export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const turnSeconds = new Histogram({
    name: "lamplighter_turn_seconds",
    help: "How long a turn took",
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  return {
    registry,
    timed: async (turn) => {
      const end = turnSeconds.startTimer();
      try {
        return await turn();
      } finally {
        end();
      }
    },
    deliveries: new Counter({
      name: "lamplighter_deliveries_total",
      help: "Webhook deliveries by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    turns: new Counter({
      name: "lamplighter_turns_total",
      help: "Turns of subjects by result",
      labelNames: ["result"],
      registers,
    }),
    verdicts: new Counter({
      name: "lamplighter_verdicts_total",
      help: "Verdicts by room and state",
      labelNames: ["room", "state"],
      registers,
    }),
    writes: new Counter({ name: "lamplighter_writes_total", help: "Effects written to GitHub", registers }),
    deadLetters: new Gauge({
      name: "lamplighter_dead_letters",
      help: "Deliveries and subjects that were given up on",
      registers,
    }),
  };
}
