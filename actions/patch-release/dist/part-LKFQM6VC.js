const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-APQWKFVW.js";import"./part-ZX6FYS2L.js";import"./part-E2DKLFOO.js";import"./main.cjs";export{a as lineStates,b as printStates};
