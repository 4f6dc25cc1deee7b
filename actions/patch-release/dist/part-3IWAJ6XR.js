const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{g as a}from"./part-3DUOWCKZ.js";import"./part-ZEINP3SG.js";import"./part-6X5QFW5W.js";import"./main.cjs";export{a as planOnPaper};
