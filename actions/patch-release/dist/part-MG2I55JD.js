const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{d as a,e as b,f as c,g as d,h as e}from"./part-CVMYBFIW.js";import"./part-TI3KIG4Z.js";import"./part-M2VD62WF.js";import"./main.cjs";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
