// What looks like a credential never leaves the process: not in a log line, not in an error's message (TEN-05).

// Tokens of GitHub in every shape, app JWTs, PEM blocks, and the password of a URL (a database's). The repetitions are bounded by what follows: linear time.
const SECRETS =
  /\bgh[a-z]_[A-Za-z0-9_.-]{10,}|\bgithub_pat_[A-Za-z0-9_]{10,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)|(?<=\/\/[^\s:/@]{0,200}:)[^\s/@]{1,200}(?=@)/g;

/** A text without anything that looks like a credential. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRETS, "[secret]");
}
