const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{g as a}from"./part-K42NCE6A.js";import"./part-ZEINP3SG.js";import"./part-E2DKLFOO.js";import"./main.cjs";export{a as planOnPaper};
