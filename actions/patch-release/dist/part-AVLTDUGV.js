const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{g as a}from"./part-6GJDV7LK.js";import"./part-ZEINP3SG.js";import"./part-ESVZOT34.js";import"./main.cjs";export{a as planOnPaper};
