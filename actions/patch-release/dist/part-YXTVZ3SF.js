const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{f as a}from"./part-YZ26ODCT.js";import"./part-ZEINP3SG.js";import"./part-K7EFO4S4.js";import"./main.cjs";export{a as planOnPaper};
