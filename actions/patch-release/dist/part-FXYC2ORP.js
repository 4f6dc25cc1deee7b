const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{c as a,d as b,e as c,f as d,g as e}from"./part-E2RU7KYE.js";import"./part-KFDDK2BJ.js";import"./part-HCOZ5JTB.js";import"./part-QTYTCXB6.js";import"./part-EKPWZRRY.js";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
