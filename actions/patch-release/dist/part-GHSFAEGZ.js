const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-KSXF5HSQ.js";import"./part-DVFC3KX4.js";import"./part-VYS5YZMB.js";import"./part-QTYTCXB6.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
