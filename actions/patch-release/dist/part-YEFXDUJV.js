const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-X2NCLL4C.js";import"./part-VLIZS2MX.js";import"./part-IKGZU6JZ.js";import"./part-IGJATEPN.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
