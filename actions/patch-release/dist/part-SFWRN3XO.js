const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{b as a,c as b}from"./part-IVFDYLKN.js";import"./part-ZEINP3SG.js";import"./main.cjs";export{a as findAssets,b as ofMany};
