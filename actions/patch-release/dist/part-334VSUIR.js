const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-RZRWFLJJ.js";import"./part-BKZVDBV3.js";import"./part-OOBMIK3R.js";import"./part-QTYTCXB6.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
