const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{b as a,c as b}from"./part-QQJZD5BE.js";import"./part-ZQTID7XE.js";import"./part-4TLXWHVF.js";import"./part-CZMNPOUI.js";import"./part-EKPWZRRY.js";export{a as findAssets,b as ofMany};
