const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
var e=process.getBuiltinModule("node:path"),s=a=>e[a];var o=s("basename");var t=s("dirname");var n=s("isAbsolute"),c=s("join");var b=s("relative"),i=s("resolve");export{o as a,t as b,n as c,c as d,b as e,i as f};
