// The Action's face: what action.yml says too.
import type { ActionSpec } from "../action.ts";

export type InputName =
  | "line"
  | "only"
  | "mode"
  | "tag-template"
  | "first-version"
  | "path"
  | "assets"
  | "token"
  | "app-id"
  | "private-key";
export type OutputName =
  | "would-release"
  | "released"
  | "version"
  | "tag"
  | "level"
  | "previous"
  | "notes"
  | "notes-file"
  | "reason"
  | "packages";

export const spec: ActionSpec<InputName, OutputName> = {
  name: "Lamplighter patch release",
  description: "The next version of a line from its commits, with notes; proposed or published, never half done.",
  rights:
    "The token needs contents: write and issues: write to publish; for mode pull-request also pull-requests: write, and the repository's setting that lets Actions create pull requests. An App must be installed on the repository.",
  inputs: {
    line: {
      description: "The branch to release from. Empty: the one that the workflow runs on.",
      default: "",
    },
    only: {
      description:
        "patch or minor: refuse when the commits ask for more. Maintenance lines are patch only by themselves.",
      default: "",
    },
    mode: {
      description:
        "plan (computes and prints), tag (tag and published release), draft (tag and draft release), pull-request (a pull request that releases when it is merged) or readiness (releases nothing, keeps one issue of what waits on each line).",
      default: "plan",
    },
    "tag-template": {
      description: "How tags look, as in v{version}. Empty: what .github/lamplighter.yml says.",
      default: "",
    },
    "first-version": {
      description: "The version of a first release. Empty: what .github/lamplighter.yml says, or 0.1.0.",
      default: "",
    },
    path: {
      description: "One package of the repository, by its folder. Empty: all that .github/lamplighter.yml lists.",
      default: "",
    },
    assets: {
      description:
        "Files that belong to the release, as globs below the workspace, one a line. They are sent while it is a draft; it is published when all of them are there.",
      default: "",
    },
    token: {
      description:
        "Needs contents: read to plan, contents: write to publish, and pull-requests: write for mode pull-request.",
      default: "${{ github.token }}",
    },
    "app-id": {
      description: "An App's id: what its token opens starts workflows, which the job's own token does not.",
      default: "",
    },
    "private-key": {
      description: "The App's private key in PEM, from a secret.",
      default: "",
    },
  },
  outputs: {
    "would-release": "true when there is something to release and nothing is in its way",
    released: "true only when a published release exists at the end, and this run made it",
    version: "The version without the tag's decoration; empty when there is none",
    tag: "The tag",
    level: "patch, minor, major or none",
    previous: "The tag of the release before; empty before the first",
    notes: "The notes in Markdown; foreign text in it is harmless in Markdown, not in a shell",
    "notes-file": "A file with the notes, below RUNNER_TEMP",
    reason: "One sentence for what is so",
    packages: "In a repository with packages: a JSON list of all these outputs, one for each package",
  },
};
