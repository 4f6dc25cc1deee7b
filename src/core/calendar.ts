// Business time. Instants are UTC everywhere else; zones live here alone (design rule 24).

/** Working days and hours in one zone; `1bd` is the same local time on the next business day. */
export interface Calendar {
  /** IANA name. */
  readonly zone: string;
  readonly days: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  /** Local, `HH:MM`, half-open. */
  readonly hours: { readonly from: string; readonly to: string };
  /** Local dates, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
}
