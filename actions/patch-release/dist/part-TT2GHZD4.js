const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{d as a,e as b,f as c,g as d,h as e}from"./part-XQ2ZTMEO.js";import"./part-R7H5WN4O.js";import"./part-XJT4NTE5.js";import"./main.cjs";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
