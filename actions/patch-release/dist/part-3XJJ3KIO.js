const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{e as a}from"./part-IDLZJIHO.js";import"./part-ZEINP3SG.js";import"./part-FYLXRJKE.js";import"./main.cjs";export{a as planOnPaper};
