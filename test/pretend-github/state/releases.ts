import type { Account } from "./accounts.ts";

export interface Release {
  readonly id: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  readonly author: Account;
  readonly createdAt: number;
  publishedAt: number | null;
  /** `legacy` lets GitHub choose by date and version. */
  makeLatest: "true" | "false" | "legacy";
}
