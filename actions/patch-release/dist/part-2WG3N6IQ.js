const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{g as a}from"./part-GQKO2HVS.js";import"./part-ZEINP3SG.js";import"./part-WHLHUGIY.js";import"./main.cjs";export{a as planOnPaper};
