const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a,b}from"./part-AGLLMQJ3.js";import"./part-SV3O52JM.js";import"./part-YKZJR6YR.js";import"./part-IGJATEPN.js";import"./part-EKPWZRRY.js";export{a as lineStates,b as printStates};
