const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-ZP3VHVBT.js";import"./part-WBAD23EC.js";import"./part-QTYTCXB6.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
