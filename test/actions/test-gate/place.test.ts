// What the runner's environment says of a run.
import { describe, expect, it } from "vitest";
import { placeFrom } from "../../../actions/test-gate/place.ts";

describe("the place of a run", () => {
  it.each<[string, string]>([
    ["octo/app/.github/workflows/ci.yml@refs/heads/main", "ci.yml"],
    ["octo/app/.github/workflows/ci.yml@refs/heads/a@b", "ci.yml"],
    ["octo/app/.github/workflows/deep/ci.yml@refs/heads/main", ""],
    ["octo/app/.github/workflows/ci.yml", ""],
    ["", ""],
  ])("the workflow of %s is %s", (reference, workflow) => {
    expect(placeFrom({ GITHUB_WORKFLOW_REF: reference }, "test-gate").workflow).toBe(workflow);
  });

  it("the workspace ends without a slash", () => {
    expect(placeFrom({ GITHUB_WORKSPACE: "/app/checkout//" }, "test-gate").workspace).toBe("/app/checkout");
  });
});
