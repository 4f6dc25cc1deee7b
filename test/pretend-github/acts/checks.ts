// Check suites, check runs and statuses: made, changed, asked for again.
import type { Sha } from "../git/objects.ts";
import { grants, reaches } from "../state/apps.ts";
import type { App } from "../state/apps.ts";
import type { CheckRun, CheckSuite, Status } from "../state/checks.ts";
import type { By } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { checkRunInEvent, checkSuiteShape, statusShape } from "../shapes/check.ts";
import { commitShape } from "../shapes/commit.ts";
import { repositoryUrl } from "../shapes/repository.ts";

/** On a push each App that may write checks gets a suite, and is asked for it, subscribed or not. */
export function requestSuites(world: World, repository: Repository, by: By, at: { sha: Sha; branch: string }): void {
  for (const installation of world.installations.values()) {
    if (!reaches(installation, repository) || !grants(installation.permissions, "checks", "write")) continue;
    const known = repository.checkSuites.some((suite) => suite.app === installation.app && suite.sha === at.sha);
    if (known) continue;
    const suite = suiteOf(world, repository, installation.app, at);
    tellSuite(world, repository, by, { action: "requested", suite });
  }
}

export function suiteOf(
  world: World,
  repository: Repository,
  app: App,
  at: { sha: Sha; branch: string | null },
): CheckSuite {
  const known = repository.checkSuites.find((suite) => suite.app === app && suite.sha === at.sha);
  return known ?? addSuite(world, repository, app, at);
}

/** One more suite of an App on a commit: GitHub Actions has one for each run of a workflow. */
export function addSuite(
  world: World,
  repository: Repository,
  app: App,
  at: { sha: Sha; branch: string | null },
): CheckSuite {
  const now = world.clock.now();
  const suite = {
    id: world.ids.next("checkSuite"),
    app,
    sha: at.sha,
    branch: at.branch,
    createdAt: now,
    updatedAt: now,
  };
  repository.checkSuites.push(suite);
  return suite;
}

function tellSuite(world: World, repository: Repository, by: By, news: { action: string; suite: CheckSuite }): void {
  const body = { check_suite: checkSuiteShape(world, repository, news.suite) };
  const only = news.action === "completed" ? {} : { only: news.suite.app };
  world.tell({ name: "check_suite", action: news.action, repository, sender: by.account, body, ...only });
}

function tellRun(world: World, repository: Repository, by: By, news: { action: string; run: CheckRun }): void {
  const body = { check_run: checkRunInEvent(world, repository, news.run) };
  // `rerequested` and `requested_action` go to the App that made the run, and to no other.
  const only = news.action === "created" || news.action === "completed" ? {} : { only: news.run.app };
  world.tell({ name: "check_run", action: news.action, repository, sender: by.account, body, ...only });
}

export type NewRun = Omit<CheckRun, "id" | "app" | "suite"> & { readonly suite?: CheckSuite };

export function createRun(world: World, repository: Repository, app: App, fresh: NewRun): CheckRun {
  const branch = [...repository.refs].find(([ref, sha]) => sha === fresh.sha && ref.startsWith("refs/heads/"))?.[0];
  const at = { sha: fresh.sha, branch: branch?.slice("refs/heads/".length) ?? null };
  const suite = fresh.suite ?? suiteOf(world, repository, app, at);
  const run: CheckRun = { id: world.ids.next("checkRun"), app, ...fresh, suite };
  repository.checkRuns.push(run);
  const by = { account: app.bot, app };
  tellRun(world, repository, by, { action: "created", run });
  afterRun(world, repository, by, run);
  return run;
}

/** To be called after the run was changed in place. */
export function tellRunChanged(world: World, repository: Repository, run: CheckRun): void {
  afterRun(world, repository, { account: run.app.bot, app: run.app }, run);
}

function afterRun(world: World, repository: Repository, by: By, run: CheckRun): void {
  run.suite.updatedAt = world.clock.now();
  if (run.status !== "completed") return;
  tellRun(world, repository, by, { action: "completed", run });
  const siblings = repository.checkRuns.filter((each) => each.suite === run.suite);
  if (siblings.every((each) => each.status === "completed")) {
    tellSuite(world, repository, by, { action: "completed", suite: run.suite });
  }
}

/** Asks the App for it again. The run itself stays as it is: only the App can change it. */
export function rerequestRun(world: World, repository: Repository, by: By, run: CheckRun): void {
  tellRun(world, repository, by, { action: "rerequested", run });
}

export function rerequestSuite(world: World, repository: Repository, by: By, suite: CheckSuite): void {
  tellSuite(world, repository, by, { action: "rerequested", suite });
}

export function addStatus(
  world: World,
  repository: Repository,
  by: By,
  fresh: Omit<Status, "id" | "by" | "at">,
): Status {
  const status: Status = { id: world.ids.next("status"), by: by.account, at: world.clock.now(), ...fresh };
  repository.statuses.push(status);
  const branches = [...repository.refs].filter(([ref, sha]) => ref.startsWith("refs/heads/") && sha === fresh.sha);
  const api = repositoryUrl(world, repository);
  const shape = statusShape(world, repository, status);
  const body = {
    id: status.id,
    sha: status.sha,
    name: `${repository.owner.login}/${repository.name}`,
    avatar_url: shape["avatar_url"],
    target_url: status.targetUrl,
    context: status.context,
    description: status.description,
    state: status.state,
    commit: commitShape(world, repository, status.sha),
    branches: branches.map(([ref, sha]) => ({
      name: ref.slice("refs/heads/".length),
      commit: { sha, url: `${api}/commits/${sha}` },
      protected: repository.protections.has(ref.slice("refs/heads/".length)),
    })),
    created_at: shape["created_at"],
    updated_at: shape["updated_at"],
  };
  world.tell({ name: "status", action: null, repository, sender: by.account, body });
  return status;
}
