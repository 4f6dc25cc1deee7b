const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{g as a}from"./part-ZO4JJMDW.js";import"./part-ZEINP3SG.js";import"./part-M2VD62WF.js";import"./main.cjs";export{a as planOnPaper};
