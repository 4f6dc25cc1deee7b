const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{d as a,e as b,f as c,g as d,h as e}from"./part-CFUB57LS.js";import"./part-N4VR5Z3B.js";import"./part-UOE5FITF.js";import"./part-IGJATEPN.js";import"./part-EKPWZRRY.js";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
