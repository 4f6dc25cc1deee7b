const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{b as a,c as b}from"./part-3JXTHXRD.js";import"./part-MRLVOCA2.js";import"./part-ZEINP3SG.js";import"./part-FOZSBH43.js";import"./part-EKPWZRRY.js";export{a as findAssets,b as ofMany};
