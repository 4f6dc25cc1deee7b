// A pull request beyond what GitHub lists: 5,001 files in 101 folders by 400 commits. The file that sorts last is the one
// that a policy guards.
import type { House } from "./house.ts";

export const FILES = 5_001;
export const COMMITS = 400;
export const GUARDED = "zz/secret.txt";

/** One approval for what is low, two for what touches the guarded folder. */
export const GUARDING = `version: 1
roles:
  maintainers: { permission: maintain }
change:
  approvals: { low: { count: 1, from: [maintainers] }, medium: { count: 1, from: [maintainers] }, high: { count: 2, from: [maintainers] } }
  risk:
    rules: [{ name: touches what is guarded, if: { paths: ["zz/**"] }, points: 100 }]
`;

const AT = "/repos/octo/app";

/** Pushes the branch `large`, and answers the head. Nothing is opened yet. */
export async function pushLarge({ push }: Pick<House, "push">): Promise<string> {
  let head = "";
  for (let at = 0; at < COMMITS; at += 1) {
    // 12 and 13 by turns.
    const each = Array.from({ length: 12 + (at % 2) }, (_, file) => file);
    const files = Object.fromEntries(each.map((file) => [`many/${at % 100}/f${at}-${file}.txt`, `${at} ${file}\n`]));
    const last = at === COMMITS - 1 ? { [GUARDED]: "sorted last\n" } : {};
    const from = at === 0 ? { from: "main" } : {};
    head = await push("nina", "large", { ...from, message: `Step ${at}`, files: { ...files, ...last } });
  }
  return head;
}

export async function openLarge({ act }: Pick<House, "act">): Promise<number> {
  const opened = await act("nina", `POST ${AT}/pulls`, { title: "Large", head: "large", base: "main" });
  return (opened as { number: number }).number;
}

/** GitHub as it is from afar: 20 ms for each answer. */
export async function slow({ act }: Pick<House, "act">): Promise<void> {
  for (const method of ["GET", "POST", "PATCH"]) {
    const fault = { method, path: "/repos/**", do: { kind: "slow", milliseconds: 20 }, times: 0 };
    await act("mona", "POST /_pretend/faults/requests", fault);
  }
}
