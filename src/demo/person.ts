// Acting as a person through GitHub's own REST API, as curl would.

export interface Person {
  readonly login: string;
  get(path: string): Promise<unknown>;
  send(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object): Promise<unknown>;
}

/** A call that GitHub refused; the story did not expect it. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
}

export function personAt(api: string, login: string): Person {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(api + path, {
      method,
      headers: {
        authorization: `token user:${login}`,
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        "user-agent": "lamplighter-demo",
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok)
      throw new CallFailed(`${login}: ${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
    return text === "" ? null : JSON.parse(text);
  };
  return { login, get: (path) => call("GET", path), send: call };
}
