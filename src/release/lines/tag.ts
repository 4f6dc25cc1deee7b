// Tags <-> versions, by a template such as `v{version}` or `{name}@{version}`.
import { parseVersion, type Version } from "./version.ts";

export interface TagTemplate {
  readonly prefix: string;
  readonly suffix: string;
}

/** `name` and `path` are a package's; a template needs `{version}` exactly once. Throws `RangeError` when it has not. */
export function tagTemplate(template: string, own: { readonly name: string; readonly path: string }): TagTemplate {
  const filled = template.replaceAll("{name}", own.name).replaceAll("{path}", own.path);
  const [prefix, suffix, ...rest] = filled.split("{version}");
  if (prefix === undefined || suffix === undefined || rest.length > 0)
    throw new RangeError(`The tag template "${template}" must hold {version} exactly once, as in "v{version}".`);
  return { prefix, suffix };
}

export function printTag(template: TagTemplate, version: string): string {
  return `${template.prefix}${version}${template.suffix}`;
}

/** The version of a tag, in strict semver; null for a tag of another kind. */
export function versionOfTag(template: TagTemplate, tag: string): Version | null {
  const { prefix, suffix } = template;
  const digit = tag.charCodeAt(prefix.length);
  if (!(digit >= 48 && digit <= 57) || !tag.startsWith(prefix) || !tag.endsWith(suffix)) return null;
  return parseVersion(tag.slice(prefix.length, tag.length - suffix.length));
}
