const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-TVKKWJ3K.js";import"./part-R7H5WN4O.js";import"./part-XJT4NTE5.js";import"./main.cjs";export{a as lineStates,b as printStates};
