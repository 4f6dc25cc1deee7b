// Look, do the next step, look again, until the release is out or somebody has to decide.
import { HostError } from "../../core/release-host.ts";
import type { HostedRelease, ReleaseHost } from "../../core/release-host.ts";
import { bodyOf, nextStep, tagMessage } from "./step.ts";
import type { PublishStep, Seen, Wanted } from "./step.ts";

export type Host = Pick<
  ReleaseHost,
  | "tag"
  | "createTag"
  | "releases"
  | "createRelease"
  | "changeRelease"
  | "deleteRelease"
  | "assets"
  | "uploadAsset"
  | "deleteAsset"
>;

export interface Published {
  readonly is: "out";
  readonly release: HostedRelease;
  /** `another`: another run did it; this one changed nothing about it. */
  readonly by: "us" | "another";
  readonly steps: readonly PublishStep["do"][];
}

export interface NotPublished {
  readonly is: "failed";
  readonly code: "tag-elsewhere" | "assets-elsewhere" | "host-refused" | "host-lost";
  readonly message: string;
  readonly steps: readonly PublishStep["do"][];
}

/** Looks that were answered: three effects at most for a release, and drafts of other runs to clear away. */
const LOOKS = 12;
/** And for each file: one that broke off is taken away, sent, and may break off once more. */
const LOOKS_A_FILE = 4;
/** Requests or answers that were lost. Counted apart: losses alone must not use up the looks that finish a release. */
const LOSSES = 8;

/** Publishes, or completes what was begun. Never throws for what GitHub says; `pause` waits before a second look. */
export async function publish(
  host: Host,
  wanted: Wanted,
  pause: (round: number) => Promise<void>,
): Promise<Published | NotPublished> {
  const steps: PublishStep["do"][] = [];
  let lost = 0;
  let last = "It was not there after many looks.";
  const looks = LOOKS + LOOKS_A_FILE * wanted.assets.length;
  for (let look = 0; look < looks && lost < LOSSES; ) {
    try {
      const step = nextStep(wanted, await seenOf(host, wanted));
      if (step.do === "nothing") return { is: "out", release: step.release, by: step.by, steps };
      if (step.do === "stop") {
        const message = `The tag ${wanted.tag} exists at ${step.sha}, not at ${wanted.sha}.`;
        return { is: "failed", code: step.code, message, steps };
      }
      steps.push(step.do);
      await doStep(host, wanted, step);
      look += 1;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      last = error.message;
      if (error.kind === "refused") return { is: "failed", code: "host-refused", message: last, steps };
      lost += 1;
      await pause(lost);
    }
  }
  return { is: "failed", code: "host-lost", message: last, steps };
}

async function seenOf(host: Host, { tag: name, assets: files }: Wanted): Promise<Seen> {
  const tag = await host.tag(name);
  const releases = await host.releases(name);
  const [first] = releases;
  const assets = files.length > 0 && first?.draft === true ? await host.assets(first.id) : [];
  return { tag, releases, assets };
}

async function doStep(
  host: Host,
  wanted: Wanted,
  step: Exclude<PublishStep, { do: "nothing" } | { do: "stop" }>,
): Promise<void> {
  switch (step.do) {
    case "create-tag":
      await host.createTag({ name: wanted.tag, sha: wanted.sha, message: tagMessage(wanted) });
      return;
    case "create-release":
      await host.createRelease({
        tag: wanted.tag,
        sha: wanted.sha,
        name: wanted.tag,
        body: bodyOf(wanted),
        draft: wanted.mode === "draft" || wanted.assets.length > 0,
        prerelease: wanted.prerelease,
        latest: wanted.latest,
      });
      return;
    case "upload-asset":
      await host.uploadAsset(step.release, step.asset);
      return;
    case "delete-asset":
      await host.deleteAsset(step.id);
      return;
    case "publish-draft":
      await host.changeRelease(step.id, { body: step.body, draft: false, latest: wanted.latest });
      return;
    case "delete-draft":
      await host.deleteRelease(step.id);
      return;
  }
}
