const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{f as a}from"./part-EOFLIPJH.js";import"./part-ZEINP3SG.js";import"./part-OOFJZ63R.js";import"./main.cjs";export{a as planOnPaper};
