import { expect, test } from "vitest";
import { checkExchange, checkWebhook, operationOf, type Exchange } from "./check.ts";

const label = {
  id: 1,
  node_id: "LA_1",
  url: "https://api.github.com/repos/octo/app/labels/bug",
  name: "bug",
  description: null,
  color: "f29513",
  default: true,
};
const exchange = (change: Partial<Exchange>): Exchange => ({
  method: "POST",
  path: "/repos/octo/app/labels",
  query: {},
  requestBody: { name: "bug", color: "f29513" },
  status: 201,
  responseBody: label,
  ...change,
});

test("an exchange as GitHub describes it has no complaint", () => {
  expect(checkExchange(exchange({}))).toEqual([]);
});

test.each<[string, Partial<Exchange>, string]>([
  [
    "an unknown key of the request is refused",
    { requestBody: { name: "bug", colour: "f29513" } },
    `issues/create-label request: must NOT have unevaluated properties ("colour")`,
  ],
  [
    "a missing key of the request is refused",
    { requestBody: { color: "f29513" } },
    `issues/create-label request: must have required property 'name' ("name")`,
  ],
  [
    "a wrong value in the answer is refused",
    { responseBody: { ...label, color: null } },
    `issues/create-label 201/color: must be string ("string")`,
  ],
  ["a status that the operation never answers is refused", { status: 202 }, "issues/create-label: answers no 202"],
  [
    "an unknown path is refused",
    { path: "/repos/octo/app/lebals" },
    "POST /repos/octo/app/lebals: no such operation in the contract",
  ],
  [
    "an unknown query parameter is refused",
    { query: { page: "2" } },
    "issues/create-label: unknown query parameter page",
  ],
  [
    "a body where none belongs is refused",
    { status: 304, responseBody: {} },
    "issues/create-label 304: a body where none belongs",
  ],
])("%s", (_, change, complaint) => {
  expect(checkExchange(exchange(change))).toEqual([complaint]);
});

test("an unknown key deep inside a request is refused", () => {
  const found = checkExchange(
    exchange({
      path: "/repos/octo/app/check-runs",
      requestBody: {
        name: "x",
        head_sha: "a".repeat(40),
        status: "in_progress",
        output: { title: "t", summary: "s", body: "b" },
      },
      status: 422,
      responseBody: { message: "Unprocessable" },
    }),
  );
  expect(found).toEqual([]);
  const accepted = checkExchange(
    exchange({
      path: "/repos/octo/app/check-runs",
      requestBody: {
        name: "x",
        head_sha: "a".repeat(40),
        status: "in_progress",
        output: { title: "t", summary: "s", body: "b" },
      },
      status: 201,
      responseBody: {},
    }),
  );
  expect(accepted.filter((line) => line.startsWith("checks/create request"))).toEqual([
    `checks/create request/output: must NOT have unevaluated properties ("body")`,
  ]);
});

test("free objects stay free: the inputs of a workflow dispatch", () => {
  const dispatch = exchange({
    path: "/repos/octo/app/actions/workflows/7/dispatches",
    requestBody: { ref: "main", inputs: { anything: "goes" } },
    status: 204,
    responseBody: undefined,
  });
  expect(checkExchange(dispatch)).toEqual([]);
});

test("query values are numbers where GitHub says so", () => {
  const list = (per_page: string) =>
    checkExchange({
      method: "GET",
      path: "/repos/octo/app/labels",
      query: { per_page },
      requestBody: undefined,
      status: 200,
      responseBody: [label],
    });
  expect(list("100")).toEqual([]);
  expect(list("many")).toEqual([`issues/list-labels-for-repo query per_page/value: must be integer ("integer")`]);
});

test.each([
  ["GET", "/repos/octo/app/issues/comments/5", "issues/get-comment"],
  ["GET", "/repos/octo/app/issues/5", "issues/get"],
  ["GET", "/repos/octo/app/contents/.github/lamplighter.yml", "repos/get-content"],
  ["GET", "/repos/octo/app/compare/main...topic%2Fone", "repos/compare-commits"],
  ["GET", "/repos/octo/app/branches/release%2F1.2", "repos/get-branch"],
  ["GET", "/repos/octo/app/branches/release/1.2", "repos/get-branch"],
  ["GET", "/repos/octo/app/branches/main/protection", "repos/get-branch-protection"],
  ["GET", "/repos/octo/app/commits/abc/check-runs", "checks/list-for-ref"],
  ["GET", "/repos/octo/app/rules/branches/main", "repos/get-branch-rules"],
  ["GET", "/user/7", "users/get-by-id"],
  ["DELETE", "/repos/octo/app/issues/5/labels/needs%2Finfo", "issues/remove-label"],
])("%s %s is %s", (method, path, id) => {
  expect(operationOf(method, path)).toBe(id);
});

test("any call may end in an error that says why, and in nothing else", () => {
  expect(
    checkExchange(exchange({ status: 403, responseBody: { message: "Resource not accessible by integration" } })),
  ).toEqual([]);
  expect(checkExchange(exchange({ status: 403, responseBody: {} }))).toEqual(["issues/create-label 403: no message"]);
  expect(checkExchange(exchange({ status: 502, responseBody: undefined }))).toEqual([]);
});

test("a webhook is held to its event's own shape", () => {
  const payload = { action: "deleted", label, repository: {}, sender: {} };
  expect(checkWebhook({ event: "label", action: "deleted", payload }).length).toBeGreaterThan(3);
  expect(checkWebhook({ event: "label", action: "painted", payload })).toEqual([
    "label.painted: no such event in the contract",
  ]);
});

test("the description's events know what older packages do not", () => {
  expect(checkWebhook({ event: "pull_request", action: "stacked", payload: {} })).not.toEqual([
    "pull_request.stacked: no such event in the contract",
  ]);
  const rule = checkWebhook({ event: "deployment_protection_rule", action: "requested", payload: { sha: 5 } });
  expect(rule).toContain(`deployment_protection_rule.requested/sha: must be string ("string")`);
});
