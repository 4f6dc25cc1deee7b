const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-H5OQPUQ2.js";import"./part-AB2WNS6N.js";import"./part-S2HEV7Z7.js";import"./main.cjs";export{a as lineStates,b as printStates};
