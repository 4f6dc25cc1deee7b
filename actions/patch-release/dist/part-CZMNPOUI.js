const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{a as o}from"./part-EKPWZRRY.js";var s=o((t,e)=>{e.exports=process.getBuiltinModule("node:fs")});export{s as a};
