// How git proves itself to a remote: by a header of its own environment, so that no token stands in an address, in an
// argument or in the clone's configuration.
import type { GitPlace } from "./run.ts";

/** Settings for git beside those that the environment holds already. Later ones go before earlier ones. */
export function withSettings(
  env: GitPlace["env"],
  settings: readonly (readonly [string, string])[],
): Record<string, string | undefined> {
  const before = Number(env["GIT_CONFIG_COUNT"] ?? 0);
  const own = settings.flatMap(([key, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value],
  ]);
  return { ...env, ...Object.fromEntries(own), GIT_CONFIG_COUNT: String(before + settings.length) };
}

/**
 * The environment in which git shows GitHub this token, at this address alone. What actions/checkout left behind for the
 * whole of GitHub is not sent there as well: two of these headers are an error. Addresses without HTTP stay as they are.
 */
export function withToken(env: GitPlace["env"], { url, token }: { url: string; token: string }): GitPlace["env"] {
  if (!/^https?:\/\//.test(url)) return env;
  const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const key = `http.${url}.extraheader`;
  // An empty one forgets those before it.
  return withSettings(env, [
    [key, ""],
    [key, header],
  ]);
}
