const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-4TMHY3LD.js";import"./part-HCG5UMOU.js";import"./part-6X5QFW5W.js";import"./main.cjs";export{a as lineStates,b as printStates};
