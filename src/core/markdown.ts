// Markdown of ours, and the one way for foreign text to get into it.

declare const ours: unique symbol;

/** Markdown that is safe to send: written by us, with every foreign text in it neutralised. Made only by {@link md}. */
export type Markdown = string & { readonly [ours]: true };
