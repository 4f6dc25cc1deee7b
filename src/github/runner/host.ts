// `ReleaseHost` on GitHub, for Actions and the command line. What decides stands in the release room.
import { openAsBlob } from "node:fs";
import type { ReleaseHost } from "../../core/release-host.ts";
import { call, callAll, LARGEST_PAGE, pagesOf } from "./call.ts";
import type { RunnerAccess } from "./call.ts";
import { claim, unclaim } from "./claim.ts";
import { commitFiles } from "./commit.ts";
import { draftsIn, releasesOf, uploadsOf } from "./releases.ts";
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
import { encodePath, find, write } from "./written.ts";

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
    claim: (wanted) => claim(access, wanted),
    unclaim: (name) => unclaim(access, name),
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
