// A small client of GitHub's REST API, for tests and for people's acts in stories.
export interface Response {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; the text of what is none; undefined for no body. */
  readonly body: unknown;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  delete(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  graphql(query: string, variables?: Record<string, unknown>): Promise<Response>;
}

export function connect(url: string, authorization: string | null): Client {
  const call = async (
    method: string,
    path: string,
    more: { body?: unknown; headers?: Record<string, string> | undefined },
  ): Promise<Response> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        ...(authorization !== null && { authorization }),
        ...(more.body !== undefined && { "content-type": "application/json" }),
        ...more.headers,
      },
      ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json") ?? false;
    const body: unknown = text === "" ? undefined : isJson ? JSON.parse(text) : text;
    return { status: answer.status, headers: answer.headers, body };
  };
  return {
    get: (path, headers) => call("GET", path, { headers }),
    post: (path, body, headers) => call("POST", path, { body, headers }),
    put: (path, body, headers) => call("PUT", path, { body, headers }),
    patch: (path, body, headers) => call("PATCH", path, { body, headers }),
    delete: (path, body, headers) => call("DELETE", path, { body, headers }),
    graphql: (query, variables) => call("POST", "/graphql", { body: { query, variables } }),
  };
}
