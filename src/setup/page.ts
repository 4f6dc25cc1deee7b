// The two pages that `lamplighter setup` shows in the person's browser.

/** Text as HTML text. */
function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1rem;color:#1f2328}
button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#9a6700;color:#fff;cursor:pointer}
code{background:#eff1f3;padding:.1rem .3rem;border-radius:.3rem}</style>
<main><h1>${escape(title)}</h1>${body}</main></html>`;
}

/** One button that posts the manifest to GitHub; `state` comes back with the code. */
export function askPage(args: {
  readonly postTo: string;
  readonly manifest: object;
  readonly state: string;
  readonly hook: string;
}): string {
  const action = `${args.postTo}?state=${encodeURIComponent(args.state)}`;
  return page(
    "Create the GitHub App",
    `<p>GitHub will show you the App's name and permissions, and asks before it creates anything.</p><p>${escape(args.hook)}</p>
<form action="${escape(action)}" method="post"><input type="hidden" name="manifest" value="${escape(JSON.stringify(args.manifest))}">
<button type="submit">Continue on GitHub</button></form>`,
  );
}

export function donePage(args: { readonly slug: string; readonly installUrl: string; readonly file: string }): string {
  return page(
    `${args.slug} is created`,
    `<p>Its id, key and secret are in <code>${escape(args.file)}</code>. You can close this page; the terminal says what comes next.</p>
<p><a href="${escape(args.installUrl)}" rel="noreferrer">Install it on a repository</a></p>`,
  );
}

export function refusedPage(reason: string): string {
  return page("Not done", `<p>${escape(reason)}</p>`);
}
