const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-W6L4N34L.js";import"./part-FP6OX3RN.js";import"./part-ESVZOT34.js";import"./main.cjs";export{a as lineStates,b as printStates};
