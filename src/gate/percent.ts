// Percentages as people read them: apart from what counts them, because every start needs this and few need that.

/** Percent with two decimals; 100 of nothing is not said: the caller asks for `lines` first. */
export const percentOf = (part: number, whole: number): number => Math.floor((part / whole) * 10_000) / 100;
