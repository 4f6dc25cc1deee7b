// Sequences that a terminal obeys: colours, titles, links. Test tools write them into messages and names, and where nobody
// obeys them they are noise.

const SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g;

export const withoutColours = (text: string): string => (text.includes("\x1b") ? text.replace(SEQUENCE, "") : text);
