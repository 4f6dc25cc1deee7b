// A scene as predicates see it.
import type { Known, Unknown } from "../../core/known.ts";
import { gateAsked, isPastAsked } from "./asked.ts";
import { governingBranch } from "../governing.ts";
import { contributorsIn, roleOf, type Scene } from "../scene.ts";
import type { Hands, Matter } from "./predicate.ts";

export function matterOf(scene: Scene): Matter {
  const { now, policy, repository, pull, around, asked } = scene;
  const { checkRuns, statuses, properties, gate } = around;
  return {
    now,
    calendar: policy.calendar,
    pull,
    branch: governingBranch(pull),
    repository,
    files: asked.has("files") ? { known: true, value: scene.files } : notAsked("its files"),
    commits: asked.has("commits") ? { known: true, value: scene.commits } : notAsked("its commits"),
    hands: asked.has("contributors") ? { known: true, value: handsIn(scene) } : notAsked("its contributors"),
    linkedIssues: asked.has("linked-issues") ? { known: true, value: scene.linkedIssues } : notAsked("linked issues"),
    checkRuns,
    statuses: asked.has("statuses") ? statuses : notAsked("its statuses"),
    properties: asked.has("properties") ? properties : notAsked("the repository's properties"),
    gate: gateAsked(policy.section) === null ? notAsked("what the test gate left") : gate,
    merges: isPastAsked(policy.section) ? { known: true, value: scene.merged } : notAsked("what was merged before"),
    standing: (person, role) => roleOf(scene, person, role),
  };
}

function notAsked(what: string): Known<never> {
  return { known: false, why: { failure: "incomplete", what, message: "it was not asked for" } };
}

/** People by id; programs too: a policy may ask for a bot by name. */
function handsIn(scene: Scene): Hands {
  const contributors = contributorsIn(scene);
  const { author } = scene.pull;
  const bots = author && !contributors.people.some(({ id }) => id === author.id) ? [author] : [];
  const unnamed = contributors.unnamed.map(
    ({ commit, hand, email, why }): Unknown =>
      why ?? {
        failure: "incomplete",
        what: `the ${hand} of ${commit.slice(0, 12)}`,
        message: email === "" ? "GitHub cannot say who it is" : `GitHub cannot say who is ${email}`,
      },
  );
  const programs = contributors.programs.filter(({ id }) => id !== author?.id);
  return { people: [...contributors.people, ...bots], programs, unnamed };
}
