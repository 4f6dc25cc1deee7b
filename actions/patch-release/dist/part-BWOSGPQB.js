const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{d as a,e as b,f as c,g as d,h as e}from"./part-H5OC7SXY.js";import"./part-HCG5UMOU.js";import"./part-6X5QFW5W.js";import"./main.cjs";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
