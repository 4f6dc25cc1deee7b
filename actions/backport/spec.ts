// The Action's face: what action.yml says too.
import type { ActionSpec } from "../action.ts";

export type InputName =
  | "pull-request"
  | "lines"
  | "repository"
  | "signing-key"
  | "committer"
  | "token"
  | "app-id"
  | "private-key";
export type OutputName = "created" | "failed" | "backports";

export const spec: ActionSpec<InputName, OutputName> = {
  name: "Lamplighter backport",
  description: "Brings a merged pull request to maintenance lines; a conflict becomes a draft that nobody overlooks.",
  rights:
    "The token needs contents: write, pull-requests: write and issues: write, and the repository must let Actions create pull requests. An App must be installed on the repository.",
  inputs: {
    "pull-request": {
      description: "Number of the pull request. Empty: the one of the event.",
      default: "",
    },
    lines: {
      description: "Branches to bring it to, parted by spaces or lines. Empty: those that its labels ask for.",
      default: "",
    },
    repository: {
      description:
        "Where the lines are when they are in another repository, as owner/name; the token or the App has to reach both.",
      default: "",
    },
    "signing-key": {
      description: "An SSH private key without a passphrase, from a secret: what is picked is signed with it.",
      default: "",
    },
    committer: {
      description:
        "Who commits, as in Name <address>: the account that the signing key belongs to. Empty: the App's or the job's bot.",
      default: "",
    },
    token: {
      description: "Needs contents: write, pull-requests: write and issues: write.",
      default: "${{ github.token }}",
    },
    "app-id": {
      description: "An App's id: what its token opens starts workflows, which the job's own token does not.",
      default: "",
    },
    "private-key": { description: "The App's private key in PEM, from a secret.", default: "" },
  },
  outputs: {
    created: "Numbers of the pull requests that were opened, parted by spaces",
    failed: "Lines that need a person: a conflict (also one foretold) or a refusal, parted by spaces",
    backports: "A JSON list with line, is, number, url and reason of each",
  },
};
