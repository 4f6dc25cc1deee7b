const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-LNR3CGAX.js";import"./part-N4VR5Z3B.js";import"./part-UOE5FITF.js";import"./part-IGJATEPN.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
