const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{d as a,e as b,f as c,g as d,h as e}from"./part-2JBGZYRJ.js";import"./part-FP6OX3RN.js";import"./part-ESVZOT34.js";import"./main.cjs";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
