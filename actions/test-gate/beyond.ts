// What a run needs beyond reports in JUnit XML: other formats, GitHub, legs, coverage, a quarantine. It stands behind one
// door, so that the bundle has two parts: the first is all that a green run of small reports compiles.
export { printCovered } from "../../src/gate/covered-lines.ts";
export { printDetails } from "../../src/gate/detail-words.ts";
export { further } from "../../src/gate/further.ts";
export { gatherAsked } from "./asked.ts";
export { formatIn } from "./format-in.ts";
export { GitHub } from "./github.ts";
export { failuresOf, hereOf } from "./here.ts";
export { readLegs } from "./legs.ts";
export { readAllBenchmarks, readCoverage } from "./measures.ts";
