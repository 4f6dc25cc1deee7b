const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a as o}from"./part-EKPWZRRY.js";var t=o((p,e)=>{e.exports=process.getBuiltinModule("node:path")});export{t as a};
