// What a bundle is run on when it is built, to see which functions a start calls: small, and of every kind that is usual.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Fills an empty work tree; answers what the run is given. */
export type Sample = (workspace: string) => {
  /** The words of each run; one run without any when they are left out. */
  readonly runs?: readonly (readonly string[])[];
  readonly inputs?: Readonly<Record<string, string>>;
};

/** What runners of tests write most: prologue, numbers, times, properties, an escaped sign, output, a test that was skipped. */
const REPORT = `<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="tests" tests="2" failures="0" errors="0" time="0.020776">
    <testsuite name="a.test.ts" timestamp="2026-01-02T03:04:05.678Z" hostname="host" tests="2" failures="0" errors="0" skipped="1" time="0.02">
        <properties><property name="seed" value="1"/></properties>
        <testcase classname="a.test.ts" name="sum &gt; adds" time="0.000786">
            <system-out>
one line
            </system-out>
        </testcase>
        <testcase classname="a.test.ts" name="sum &gt; waits" file="a.test.ts" time="0"><skipped/></testcase>
    </testsuite>
</testsuites>
`;

/** One small report, in which all tests passed. */
export const greenReport: Sample = (workspace) => {
  writeFileSync(join(workspace, "junit.xml"), REPORT);
  return { inputs: { INPUT_REPORTS: "**/junit*.xml" } };
};

/** Of each kind that most releases have: what is in none of them is read from the second file where it is met. */
const MESSAGES = [
  "feat(core): take `two` (#2)\n\nFixes #1\n\nCo-authored-by: Zoë <zoe@example.org>",
  "fix(web): lose nothing of <a>, @b/c and http://d (#3)\n\n* fix: one\n* fix: two",
  "fix: say it — once (#4), resolves octo/web#5",
  "refactor: move it\n\nrather late",
  "docs: say so",
  "chore(deps): update all, and of it @one/two to v2 (#6)",
  'revert: "docs: say so"',
];

/** A clone as a runner has it: packed refs with a few tags, and commits of the usual kinds since the last one. */
export const smallHistory: Sample = (workspace) => {
  const dated = { GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z", GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z" };
  // The same on every machine, whatever its git makes by default.
  const plain = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_DEFAULT_REF_FORMAT: "files" };
  const git = (...args: readonly string[]): void => {
    const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    execFileSync("git", [...person, ...args], { cwd: workspace, env: { ...process.env, ...dated, ...plain } });
  };
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", "https://github.com/octo/app.git");
  for (const tag of ["v1.0.0-rc.1", "v1.0.0", "v1.1.0"]) {
    git("commit", "-q", "--allow-empty", "-m", "feat: one");
    git("tag", tag);
  }
  for (const message of MESSAGES) git("commit", "-q", "--allow-empty", "-m", message);
  git("pack-refs", "--all");
  return {};
};
