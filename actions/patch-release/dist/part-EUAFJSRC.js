const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{g as a}from"./part-LWKHJD5S.js";import"./part-ZEINP3SG.js";import"./part-XJT4NTE5.js";import"./main.cjs";export{a as planOnPaper};
