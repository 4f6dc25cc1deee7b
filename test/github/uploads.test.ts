import { describe, expect, it } from "vitest";
import { uploadsOf } from "../../src/github/runner/releases.ts";

const CLOUD = "https://api.github.com";
const RESIDENT = "https://api.octo.ghe.com";
const SERVER = "https://github.example.com/api/v3";
const BELOW = "/repos/octo/app/releases/1/assets";

describe("files of a release, with the token, go", () => {
  it.each([
    [CLOUD, `https://uploads.github.com${BELOW}`],
    [RESIDENT, `https://uploads.octo.ghe.com${BELOW}`],
    [SERVER, `https://github.example.com/api/uploads${BELOW}`],
    ["http://127.0.0.1:4000", `http://127.0.0.1:4000${BELOW}`],
  ])("from %s to %s", (api, uploads) => {
    expect(uploadsOf({ api }, uploads)).toBe(uploads);
  });

  it.each([
    [CLOUD, `https://elsewhere.example${BELOW}`],
    [CLOUD, `https://uploads.github.com.elsewhere.example${BELOW}`],
    [CLOUD, `https://uploads.github.com:8443${BELOW}`],
    [CLOUD, `http://uploads.github.com${BELOW}`],
    [CLOUD, `https://uploads.github.com@elsewhere.example${BELOW}`],
    [RESIDENT, `https://uploads.github.com${BELOW}`],
    [SERVER, `http://github.example.com/api/uploads${BELOW}`],
    [CLOUD, ""],
  ])("never from %s to %j", (api, uploads) => {
    expect(() => uploadsOf({ api }, uploads)).toThrow(/nothing was sent\. Check GITHUB_API_URL/);
  });
});
