const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-DL6VTXWD.js";import"./part-TI3KIG4Z.js";import"./part-M2VD62WF.js";import"./main.cjs";export{a as lineStates,b as printStates};
