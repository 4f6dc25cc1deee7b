const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-TCQN564C.js";import"./part-3Z6NYNVX.js";import"./part-OOFJZ63R.js";import"./main.cjs";export{a as lineStates,b as printStates};
