const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{c as a,d as b,e as c,f as d,g as e}from"./part-WCRQ2AZS.js";import"./part-OPMCVE4C.js";import"./part-WQE6KFTY.js";import"./part-QTYTCXB6.js";import"./part-EKPWZRRY.js";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
