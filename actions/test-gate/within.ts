// Paths below a folder, without tidying them: `join` looks at them sign by sign, and is asked for so many at a start that V8
// compiles it for nothing.
import { sep } from "node:path";

/** `name` in `folder`; the folder itself where the name is empty. */
export const within = (folder: string, name: string): string => (name === "" ? folder : `${folder}${sep}${name}`);
