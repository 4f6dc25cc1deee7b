const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{g as a}from"./part-UZEHDUML.js";import"./part-ZEINP3SG.js";import"./part-S2HEV7Z7.js";import"./main.cjs";export{a as planOnPaper};
