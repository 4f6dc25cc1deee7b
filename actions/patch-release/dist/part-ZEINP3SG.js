const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
var a=process.getBuiltinModule("node:crypto"),e=s=>a[s];var t=e("createHash");var c=e("createSign");export{t as a,c as b};
