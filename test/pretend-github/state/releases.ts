import type { Account } from "./accounts.ts";

/** A file of a release. */
export interface Asset {
  readonly id: number;
  readonly name: string;
  readonly label: string | null;
  readonly bytes: Buffer;
  readonly uploader: Account;
  readonly createdAt: number;
}

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
  readonly assets: Asset[];
  /** `legacy` lets GitHub choose by date and version. */
  makeLatest: "true" | "false" | "legacy";
}
