/** A file of the policy cannot be brought to the new version. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly code = "bad-file";
  readonly cure = "Mend release: files: in .github/lamplighter.yml, or the file.";
}
