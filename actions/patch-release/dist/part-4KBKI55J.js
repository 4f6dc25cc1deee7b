const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-GDQHBEP4.js";import"./part-OL364KKC.js";import"./part-FYLXRJKE.js";import"./main.cjs";export{a as lineStates,b as printStates};
