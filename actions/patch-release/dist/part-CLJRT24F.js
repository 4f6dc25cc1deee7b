const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
import{d as a,e as b,f as c,g as d,h as e}from"./part-MK2IX3LR.js";import"./part-BN7F3ZXM.js";import"./part-WHLHUGIY.js";import"./main.cjs";export{a as READINESS_MARK,b as READINESS_TITLE,d as isAnythingWaiting,e as printFixes,c as readinessBody};
