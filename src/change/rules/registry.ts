// Every predicate under its key: the schema, the JSON schema, the table of docs/change.md and the evaluation are made of it.
import { contributors, author, authorAssociation, onlyContributors } from "./by-person.ts";
import { checks, signed } from "./by-check.ts";
import { fork, from, targets } from "./by-branch.ts";
import { maxCommits, maxFiles, maxLines, minCommits, minFiles, minLines } from "./by-size.ts";
import { notPaths, onlyPaths, paths } from "./by-path.ts";
import { at, customProperties, draft, linkedIssue, topics } from "./by-state.ts";
import { commitMessages, labels, notLabels, notTitle, onlyCommitMessages, sections, title } from "./by-text.ts";
import type { Predicate } from "./predicate.ts";

const ALL = {
  paths,
  only_paths: onlyPaths,
  not_paths: notPaths,
  min_lines: minLines,
  max_lines: maxLines,
  min_files: minFiles,
  max_files: maxFiles,
  min_commits: minCommits,
  max_commits: maxCommits,
  author,
  contributors,
  only_contributors: onlyContributors,
  author_association: authorAssociation,
  targets,
  from,
  fork,
  labels,
  not_labels: notLabels,
  title,
  not_title: notTitle,
  commit_messages: commitMessages,
  only_commit_messages: onlyCommitMessages,
  checks,
  signed,
  draft,
  has_section: sections,
  linked_issue: linkedIssue,
  custom_properties: customProperties,
  topics,
  at,
} as const;

export type Key = keyof typeof ALL;
type Settings = { readonly [K in Key]: (typeof ALL)[K] extends Predicate<infer Setting> ? Setting : never };

/** What a condition may ask; each key at most once. */
export type Asked = { readonly [K in Key]?: Settings[K] | undefined };

export const PREDICATES: { readonly [K in Key]: Predicate<Settings[K]> } = ALL;
export const KEYS = Object.keys(ALL) as readonly Key[];
