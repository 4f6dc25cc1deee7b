const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-VWZ6IUWX.js";import"./part-BN7F3ZXM.js";import"./part-WHLHUGIY.js";import"./main.cjs";export{a as lineStates,b as printStates};
