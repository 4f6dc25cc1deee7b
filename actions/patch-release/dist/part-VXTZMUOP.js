const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-WPPUINB7.js";import"./part-JCVLSSCK.js";import"./part-O3TRUGTH.js";import"./part-IGJATEPN.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
