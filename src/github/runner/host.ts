// `ReleaseHost` on GitHub, for Actions and the command line. What decides stands in the release room.
import { openAsBlob } from "node:fs";
import { HostError } from "../../core/release-host.ts";
import type { HostedRelease, ReleaseHost, Written } from "../../core/release-host.ts";
import { call, callAll, LARGEST_PAGE, pagesOf } from "./call.ts";
import type { RunnerAccess } from "./call.ts";
import { commitFiles } from "./commit.ts";
import {
  commentShape,
  comparedShape,
  issueShape,
  readAsset,
  readChecks,
  readPull,
  readRelease,
  readTag,
  refShape,
  tagShape,
  shaShape,
} from "./shapes.ts";

/** Drafts have no address by tag: they are looked for among so many of the newest releases. */
const NEWEST_RELEASES = 300;
const OWN: readonly string[] = ["OWNER", "MEMBER", "COLLABORATOR"];

export function releaseHost(access: RunnerAccess): ReleaseHost {
  return {
    async *tags() {
      for await (const page of pagesOf(access, "/tags")) yield page.map(readTag);
    },
    async tag(name) {
      const ref = await find(access, `/git/ref/tags/${encodePath(name)}`);
      if (ref === null) return null;
      const { object } = refShape.parse(ref);
      if (object.type !== "tag") return { sha: object.sha, message: null };
      const tag = tagShape.parse((await call(access, { method: "GET", path: `/git/tags/${object.sha}` })).body);
      return { sha: tag.object.sha, message: tag.message };
    },
    async createTag({ name, sha, message }) {
      const body = { tag: name, message, object: sha, type: "commit" };
      const tag = await call(access, { method: "POST", path: "/git/tags", body });
      const ref = { ref: `refs/tags/${name}`, sha: shaShape.parse(tag.body).sha };
      return write(access, { method: "POST", path: "/git/refs", body: ref });
    },
    releases: (tag) => releasesOf(access, tag),
    drafts: () => draftsIn(access),
    createRelease: ({ tag, sha, name, body, draft, prerelease, latest }) =>
      write(access, {
        method: "POST",
        path: "/releases",
        body: {
          tag_name: tag,
          target_commitish: sha,
          name,
          body,
          draft,
          prerelease,
          make_latest: latest ? "true" : "false",
        },
      }),
    changeRelease: (id, { latest, ...change }) =>
      write(access, {
        method: "PATCH",
        path: `/releases/${id}`,
        body: { ...change, ...(latest === undefined ? {} : { make_latest: latest ? "true" : "false" }) },
      }),
    async deleteRelease(id) {
      await call(access, { method: "DELETE", path: `/releases/${id}`, expected: [404] });
      return "done";
    },
    async latest() {
      const found = await find(access, "/releases/latest");
      return found === null ? null : readRelease(found).tag;
    },
    assets: async (release) => (await callAll(access, `/releases/${release}/assets`)).map(readAsset),
    async uploadAsset(release, { name, path }) {
      const file = {
        to: `${uploadsOf(access, release.uploads)}?name=${encodeURIComponent(name)}`,
        bytes: await openAsBlob(path),
      };
      return write(access, { method: "POST", path: `/releases/${release.id}/assets`, file, mayBeGone: true });
    },
    async deleteAsset(id) {
      await call(access, { method: "DELETE", path: `/releases/assets/${id}`, expected: [404] });
      return "done";
    },
    async onBranch(branch, sha) {
      const tip = await tipOf(access, branch);
      if (tip === null || tip === sha) return tip === null ? "missing" : "tip";
      return (await isAfter(access, tip, sha)) ? "passed" : "missing";
    },
    isAfter: (sha, other) => isAfter(access, sha, other),
    async *beyond(branch, sha) {
      const tip = await tipOf(access, branch);
      for (let page = 1, seen = 0; tip !== null; page += 1) {
        const path = `/compare/${sha}...${tip}?per_page=${LARGEST_PAGE}&page=${page}`;
        const { commits, total_commits: all } = comparedShape.parse((await call(access, { method: "GET", path })).body);
        yield commits.map((commit) => commit.sha);
        seen += commits.length;
        if (commits.length === 0 || seen >= all) return;
      }
    },
    commitFiles: (wanted) => commitFiles(access, wanted),
    async pullsFrom(branch, base) {
      const owner = access.repository.split("/")[0] ?? "";
      const query = new URLSearchParams({
        state: "all",
        head: `${owner}:${branch}`,
        base,
        sort: "created",
        direction: "desc",
      });
      return (await callAll(access, `/pulls?${query.toString()}`)).map(readPull);
    },
    pullsOfCommit: async (sha) => (await callAll(access, `/commits/${sha}/pulls`)).map(readPull),
    async checksOf(sha, name) {
      const query = new URLSearchParams({ check_name: name, filter: "latest", per_page: "100" });
      const { body } = await call(access, { method: "GET", path: `/commits/${sha}/check-runs?${query.toString()}` });
      return readChecks(body);
    },
    createPull: ({ branch, base, title, body, draft }) =>
      write(access, { method: "POST", path: "/pulls", body: { head: branch, base, title, body, draft } }),
    changePull: (number, change) => write(access, { method: "PATCH", path: `/pulls/${number}`, body: change }),
    async ownIssue(marker) {
      for await (const page of pagesOf(access, "/issues?state=open&sort=created&direction=desc"))
        for (const item of page) {
          const issue = issueShape.parse(item);
          // A bot's, or that of a person whose token this may be: an outsider's issue with our mark is not ours to change.
          const ours = issue.user?.type === "Bot" || OWN.includes(issue.author_association ?? "");
          if (issue.pull_request === undefined && ours && issue.body?.includes(marker) === true)
            return { number: issue.number, body: issue.body };
        }
      return null;
    },
    openIssue: (wanted) => write(access, { method: "POST", path: "/issues", body: wanted }),
    changeIssue: (number, change) => write(access, { method: "PATCH", path: `/issues/${number}`, body: change }),
    async report(number) {
      const found = await call(access, { method: "GET", path: `/issues/${number}`, expected: [301, 404, 410] });
      if (found.status !== 200) return null;
      const { body, pull_request: pull } = issueShape.parse(found.body);
      return pull === undefined ? (body ?? "") : null;
    },
    async thread(number) {
      const found = await call(access, { method: "GET", path: `/issues/${number}`, expected: [301, 404, 410] });
      if (found.status !== 200) return null;
      const issue = issueShape.parse(found.body);
      if (issue.locked === true) return null;
      const comments = await callAll(access, `/issues/${number}/comments`);
      return {
        author: issue.user === null ? null : { login: issue.user.login, bot: issue.user.type === "Bot" },
        isPull: issue.pull_request !== undefined,
        comments: comments.map((one) => commentShape.parse(one).body ?? ""),
      };
    },
    comment: (number, body) => write(access, { method: "POST", path: `/issues/${number}/comments`, body: { body } }),
  };
}

async function isAfter(access: RunnerAccess, sha: string, other: string): Promise<boolean> {
  const compared = await find(access, `/compare/${other}...${sha}?per_page=1`);
  return compared !== null && comparedShape.parse(compared).status === "ahead";
}

async function tipOf(access: RunnerAccess, branch: string): Promise<string | null> {
  const ref = await find(access, `/git/ref/heads/${encodePath(branch)}`);
  return ref === null ? null : refShape.parse(ref).object.sha;
}

async function releasesOf(access: RunnerAccess, tag: string): Promise<readonly HostedRelease[]> {
  const found: HostedRelease[] = [];
  const published = await find(access, `/releases/tags/${encodeURIComponent(tag)}`);
  if (published !== null) found.push(readRelease(published));
  let seen = 0;
  for await (const page of pagesOf(access, "/releases")) {
    for (const item of page) {
      const release = readRelease(item);
      if (release.tag === tag && !found.some(({ id }) => id === release.id)) found.push(release);
    }
    seen += page.length;
    if (found.length > 0 || seen >= NEWEST_RELEASES) break;
  }
  return found.sort((a, b) => a.id - b.id);
}

async function draftsIn(access: RunnerAccess): Promise<readonly HostedRelease[]> {
  const newest: HostedRelease[] = [];
  for await (const page of pagesOf(access, "/releases")) {
    newest.push(...page.map(readRelease));
    if (newest.length >= NEWEST_RELEASES) break;
  }
  return newest.filter(({ draft }) => draft);
}

/**
 * Where a release's files go, as GitHub says. The token goes there too: so it is the host of the API itself, as Enterprise
 * Server has it, or `uploads` where the API is `api`. Throws `HostError`.
 */
export function uploadsOf({ api }: Pick<RunnerAccess, "api">, uploads: string): string {
  const own = new URL(api);
  const to = URL.canParse(uploads) ? new URL(uploads) : null;
  const beside = `https://${own.host.replace(/^api\./, "uploads.")}`;
  if (to !== null && (to.origin === own.origin || to.origin === beside)) return uploads;
  const message = `GitHub names "${uploads.slice(0, 200)}" for the release's files, which does not belong to ${own.origin}; nothing was sent. Check GITHUB_API_URL, and any proxy in between.`;
  throw new HostError({ kind: "refused", status: null, message });
}

async function find(access: RunnerAccess, path: string): Promise<unknown> {
  const { status, body } = await call(access, { method: "GET", path, expected: [404] });
  return status === 404 ? null : body;
}

/** 422 says `already exists` in words or in a code, by endpoint; any other 422 is a refusal. */
async function write(
  access: RunnerAccess,
  request: {
    readonly method: "POST" | "PATCH";
    readonly path: string;
    readonly body?: unknown;
    readonly file?: { readonly to: string; readonly bytes: Blob };
    /** What it belongs to may be taken away by another run: then whoever called it has to look again. */
    readonly mayBeGone?: true;
  },
): Promise<Written> {
  const expected = request.mayBeGone ? [404, 422] : [422];
  const { status, body } = await call(access, { ...request, expected });
  if (status === 404) throw new HostError({ kind: "lost", status, message: `${request.method} ${request.path}: 404` });
  if (status !== 422) return "done";
  const said = JSON.stringify(body);
  if (/already[ _]exists/i.test(said)) return "exists";
  throw new HostError({
    kind: "refused",
    status,
    message: `${request.method} ${request.path}: 422 ${said.slice(0, 300)}`,
  });
}

/** A ref's name in an address: slashes part it, everything else is encoded. */
export function encodePath(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}
