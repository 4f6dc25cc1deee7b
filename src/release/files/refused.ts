/** A file of the policy cannot be brought to the new version. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly code = "bad-file";
  readonly cure = "Mend release: files: in .github/lamplighter.yml, or the file.";
}

/** A file that was named for a release and cannot belong to it. */
export class AssetRefused extends Error {
  override readonly name = "AssetRefused";
  readonly code: "asset-missing" | "asset-outside" | "asset-name" | "asset-twice" | "asset-size" | "assets-of-many";
  readonly cure: string;

  constructor({ code, message, cure }: Pick<AssetRefused, "code" | "message" | "cure">) {
    super(message);
    this.code = code;
    this.cure = cure;
  }
}
