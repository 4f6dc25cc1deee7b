const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-WOCJZDAN.js";import"./part-5ADYDJYZ.js";import"./part-QTYTCXB6.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
