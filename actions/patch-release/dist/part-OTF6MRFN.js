const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);
var r=class extends Error{name="HostError";kind;status;constructor(e){super(e.message,{cause:e.cause}),this.kind=e.kind,this.status=e.status}};export{r as a};
