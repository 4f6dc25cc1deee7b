// Benchmark results, by content: a JSON list of name, value and unit; `go test -bench`; pytest-benchmark; hyperfine.
// They are small files, so each is read as a whole.
import { Damage } from "../damage.ts";
import type { Benchmark } from "../digest.ts";
import { listIn, numberIn, parsedJson, recordIn, textIn } from "../json/shape.ts";

const MOST = 10_000;

/** Throws Damage when the text is none of them, or holds no benchmark. */
export function readBenchmarks(text: string): Benchmark[] {
  const json = parsedJson(text);
  // Python writes NaN into what it calls JSON, and what is cut is none.
  if (json === undefined && /^\s*[[{]/.test(text))
    throw new Damage(
      "malformed",
      0,
      "This begins as JSON and is none: it is cut, or holds what JSON has not, such as NaN.",
    );
  const found = json === undefined ? goBenchmarks(text) : jsonBenchmarks(json.value);
  if (found.length === 0) throw new Damage("unknown-format", 0, "This holds no benchmark that we know.");
  if (found.length > MOST) throw new Damage("too-large", 0, `There are more than ${MOST} benchmarks.`);
  for (const { name, value } of found) {
    if (!Number.isFinite(value) || value < 0)
      throw new Damage("unknown-value", 0, `${name.slice(0, 100)} has no value.`);
  }
  return found;
}

function jsonBenchmarks(value: unknown): Benchmark[] {
  if (Array.isArray(value))
    return value.map((one) => benchmark(textIn(one, "name"), valueOf(one), textIn(one, "unit") ?? ""));
  const hyperfine = listIn(value, "results");
  if (hyperfine.length > 0)
    return hyperfine.map((one) =>
      benchmark(textIn(one, "command"), numberIn(one, "median") ?? numberIn(one, "mean"), "s"),
    );
  return listIn(value, "benchmarks").map((one) => {
    const stats = recordIn(one, "stats");
    return benchmark(
      textIn(one, "fullname") ?? textIn(one, "name"),
      numberIn(stats, "median") ?? numberIn(stats, "mean"),
      "s",
    );
  });
}

function valueOf(one: unknown): number | undefined {
  const text = textIn(one, "value");
  // An empty text is no value, and must not be 0, which is better than all that came before.
  return text === undefined ? numberIn(one, "value") : text.trim() === "" ? undefined : Number(text);
}

function benchmark(name: string | undefined, value: number | undefined, unit: string): Benchmark {
  if (name === undefined || value === undefined)
    throw new Damage("malformed", 0, "A benchmark has no name or no value.");
  return { name: name.slice(0, 500), value, unit: unit.slice(0, 40) };
}

/** Several runs of one (`-count`) become their median. */
function goBenchmarks(text: string): Benchmark[] {
  const runs = new Map<string, number[]>();
  let pkg = "";
  for (const line of text.split("\n")) {
    pkg = /^pkg: (\S+)/.exec(line)?.[1] ?? pkg;
    // What failed was not measured to its end, and is not in the list.
    if (/^(--- )?FAIL\b/.test(line))
      throw new Damage("unknown-value", 0, `The run of benchmarks failed: ${line.trim().slice(0, 100)}`);
    const match = /^(Benchmark\S*?)(?:-\d+)?\s+\d+\s+(\S+) ns\/op/.exec(line);
    if (!match) continue;
    const name = `${pkg === "" ? "" : `${pkg}.`}${match[1] ?? ""}`;
    runs.set(name, [...(runs.get(name) ?? []), Number(match[2])]);
  }
  return [...runs].map(([name, values]) => {
    const sorted = values.sort((a, b) => a - b);
    return { name, value: sorted[sorted.length >> 1] ?? 0, unit: "ns/op" };
  });
}
