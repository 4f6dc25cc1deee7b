// Look, do the next step, look again, until the release is out or somebody has to decide.
import { HostError } from "../../core/release-host.ts";
import type { HostedRelease, ReleaseHost } from "../../core/release-host.ts";
import { assetsOfTag, bodyOf, draftOf, nextStep, tagMessage } from "./step.ts";
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
  readonly code: "tag-elsewhere" | "assets-elsewhere" | "assets-missing" | "host-refused" | "host-lost";
  readonly message: string;
  readonly steps: readonly PublishStep["do"][];
}

/** A newer release came while its files were sent; nothing of it is left. */
export interface Superseded {
  readonly is: "superseded";
  /** The newer one's tag. */
  readonly newer: string;
  readonly steps: readonly PublishStep["do"][];
}

/** What may change while files are sent. Each throws `HostError`. */
export interface Around {
  /** Waits before a second look. */
  readonly pause: (round: number) => Promise<void>;
  /** The tag of a newer release of the line, asked for right before the tag is made; null when there is none. */
  readonly newer: () => Promise<string | null>;
  /** Whether what GitHub shows as the latest release is a higher version. */
  readonly isBehindLatest: () => Promise<boolean>;
}

/** Looks that were answered: three effects at most for a release, and drafts of other runs to clear away. */
const LOOKS = 12;
/** And for each file: one that broke off is taken away, sent, and may break off once more. */
const LOOKS_A_FILE = 4;
const NAMES_SHOWN = 5;
/** Requests or answers that were lost. Counted apart: losses alone must not use up the looks that finish a release. */
const LOSSES = 8;

/** Publishes, or completes what was begun. Never throws for what GitHub says. */
export async function publish(
  host: Host,
  wanted: Wanted,
  around: Around,
): Promise<Published | NotPublished | Superseded> {
  const steps: PublishStep["do"][] = [];
  let lost = 0;
  let last = "It was not there after many looks.";
  const looks = LOOKS + LOOKS_A_FILE * wanted.assets.length;
  for (let look = 0; look < looks && lost < LOSSES; ) {
    try {
      const seen = await seenOf(host, wanted);
      const step = nextStep(wanted, seen);
      if (step.do === "nothing") return { is: "out", release: step.release, by: step.by, steps };
      if (step.do === "stop") return { is: "failed", code: step.code, message: whyStopped(wanted, step), steps };
      // A draft that is gone was taken away by who released something newer.
      const isAgain = step.do === "create-release" && steps.includes("create-release");
      const isDue = seen.tag === null && wanted.assets.length > 0 && (step.do === "create-tag" || isAgain);
      const newer = isDue ? await around.newer() : null;
      if (newer !== null) {
        await clearAway(host, wanted);
        return { is: "superseded", newer, steps };
      }
      const latest = wanted.latest && !(step.do === "publish-draft" && (await around.isBehindLatest()));
      steps.push(step.do);
      await doStep(host, { ...wanted, latest }, step);
      look += 1;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      last = error.message;
      if (error.kind === "refused") {
        await clearAway(host, wanted);
        return { is: "failed", code: "host-refused", message: last, steps };
      }
      lost += 1;
      await around.pause(lost);
    }
  }
  await clearAway(host, wanted);
  return { is: "failed", code: "host-lost", message: last, steps };
}

/** Who gives up before the tag leaves no draft behind: nobody would complete it. Who is killed leaves one. */
async function clearAway(host: Host, wanted: Wanted): Promise<void> {
  if (wanted.assets.length === 0) return;
  try {
    const [tag, releases] = [await host.tag(wanted.tag), await host.releases(wanted.tag)];
    const own = tag === null ? draftOf(wanted, { tag, releases }) : undefined;
    if (own !== undefined) await host.deleteRelease(own.id);
  } catch (error) {
    // Why it gave up is what counts; a draft that is left behind promises nothing.
    if (!(error instanceof HostError)) throw error;
  }
}

async function seenOf(host: Host, wanted: Wanted): Promise<Seen> {
  const { tag: name, assets: files } = wanted;
  const tag = await host.tag(name);
  const releases = await host.releases(name);
  const concerned = files.length > 0 || assetsOfTag(tag?.message ?? null).length > 0;
  const draft = concerned ? draftOf(wanted, { tag, releases }) : undefined;
  return { tag, releases, assets: draft === undefined ? [] : await host.assets(draft.id) };
}

function whyStopped({ tag, sha }: Wanted, step: Extract<PublishStep, { do: "stop" }>): string {
  if (step.code === "tag-elsewhere") return `The tag ${tag} exists at ${step.sha}, not at ${sha}.`;
  const shown = step.names.slice(0, NAMES_SHOWN).join(", ");
  const more = step.names.length > NAMES_SHOWN ? ` and ${step.names.length - NAMES_SHOWN} more` : "";
  return `The tag ${tag} was made for a release with ${shown}${more}, which no draft of it holds any more.`;
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
