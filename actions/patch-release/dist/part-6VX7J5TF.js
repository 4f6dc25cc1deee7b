const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-IGWAX6TY.js";import"./part-HCOZ5JTB.js";import"./part-QTYTCXB6.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
