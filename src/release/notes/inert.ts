// Foreign text for release notes: it may name people and issues, but it must not call or close them (REL-01, REL-03).
// Notes go to three places with different rules (a release, a pull request, a file), so the text must be harmless in all.

// Characters that leave no ink or turn the writing direction, and control characters.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g; // these are what is taken out
const CODE = /(`+)(?!`)(?:[^`]|(?!\1(?!`))`+)*?\1(?!`)/;
// An entity that is no character to GitHub's reference filters, and nothing to the eye.
const BREAK = "&#8203;";

/**
 * One line of Markdown that shows the text and does nothing else: no mention, no reference, no closing keyword, no link,
 * no image, no HTML. Code spans stay what they are. At most `limit` characters of the text are kept.
 */
export function inert(text: string, limit = 400): string {
  const line = text.replace(/\s+/g, " ").replace(UNSEEN, "").trim();
  let rest = line.length > limit ? `${line.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}…` : line;
  let out = "";
  for (let code = CODE.exec(rest); code !== null; code = CODE.exec(rest)) {
    out += escaped(rest.slice(0, code.index)) + code[0];
    rest = rest.slice(code.index + code[0].length);
  }
  return out + escaped(rest);
}

// One pass, so that what one rule writes is no food for the next.
const ACTIVE = /[&<\\`*_[\]~|]|[@#](?=[\w-])|\bGH-(?=\d)|:\/\/|\bwww(?=\.)/gi;

function escaped(text: string): string {
  return text.replace(ACTIVE, (found) => {
    if (found === "&") return "&amp;";
    if (found === "<") return "&lt;";
    if (found === "://") return `:${BREAK}//`;
    return found === "@" || found === "#" || found.length > 1 ? `${found}${BREAK}` : `\\${found}`;
  });
}
