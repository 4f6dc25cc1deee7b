const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-7TOGRDWL.js";import"./part-OVZGSKGH.js";import"./part-K7EFO4S4.js";import"./main.cjs";export{a as lineStates,b as printStates};
