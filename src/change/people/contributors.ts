// Who had a hand in a change, and so may not approve it (spec: change, "Who counts": contributors, requester).
import type { Unknown } from "../../core/known.ts";
import type { Commit, Contributor } from "../../core/pull.ts";
import type { Person, Sha } from "../../core/refs.ts";
import type { Authority } from "../../core/people.ts";

export type Hand = "author" | "commit author" | "committer" | "pusher" | "requester";

/** Somebody behind a commit whom GitHub cannot name. They might be the approver. */
export interface Unnamed {
  readonly commit: Sha;
  readonly hand: Hand;
  /** E-mail address; empty when there is not even that. */
  readonly email: string;
  /** Set when `identities:` names an account that could not be read just now. */
  readonly why: Unknown | null;
}

export interface Contributors {
  /** Id -> what they did. */
  readonly known: ReadonlyMap<number, readonly Hand[]>;
  /** Everybody in `known`, each once. */
  readonly people: readonly Person[];
  /** Accounts of programs that had a hand in it. They approve nothing, so nothing is theirs to lose; GitHub itself is none. */
  readonly programs: readonly Person[];
  readonly unnamed: readonly Unnamed[];
}

export interface Handiwork {
  readonly head: Sha;
  readonly author: Person | null;
  readonly commits: readonly Commit[];
  /** Each push on record, and that of this head; null where nobody can say who it was. */
  readonly pushes: readonly { readonly head: Sha; readonly by: Person | null }[];
  /** Commits that merge the base and do nothing else: nobody contributes by these. */
  readonly merges: ReadonlySet<Sha>;
  /** Heads of which only such merges were pushed. */
  readonly mergedHeads: ReadonlySet<Sha>;
  readonly requesters: readonly Person[];
  readonly identities: Readonly<Record<string, string>>;
  readonly accounts: Authority["accounts"];
  /** Commits whose unnamed people somebody with a role has vouched for. */
  readonly vouched: readonly Sha[];
}

/** GitHub itself, when it merges or commits on the web. */
const WEB_FLOW = "web-flow";

export function contributorsOf(work: Handiwork): Contributors {
  const known = new Map<number, Hand[]>();
  const people = new Map<number, Person>();
  const programs = new Map<number, Person>();
  const unnamed: Unnamed[] = [];
  const add = (person: Person, hand: Hand): void => {
    if (person.login === WEB_FLOW) return;
    if (person.type === "Bot") {
      programs.set(person.id, person);
      return;
    }
    known.set(person.id, [...(known.get(person.id) ?? []), hand]);
    people.set(person.id, person);
  };
  const miss = (one: Unnamed): void => {
    if (!work.vouched.includes(one.commit)) unnamed.push(one);
  };
  const addFrom = (someone: Contributor, hand: Hand, commit: Sha): void => {
    const found = personBehind(someone, work);
    if (found.is === "person") add(found.person, hand);
    else if (found.is === "unknown") miss({ commit, hand, email: someone.email, why: found.why });
  };

  if (work.author) add(work.author, "author");
  else miss({ commit: work.head, hand: "author", email: "", why: null });
  for (const commit of work.commits.filter((one) => !work.merges.has(one.sha))) {
    if (commit.authors.length === 0) miss({ commit: commit.sha, hand: "commit author", email: "", why: null });
    for (const author of commit.authors) addFrom(author, "commit author", commit.sha);
    if (commit.committer) addFrom(commit.committer, "committer", commit.sha);
  }
  for (const { by } of work.pushes.filter((one) => !isOfItsMaker(one, work))) {
    if (by) add(by, "pusher");
    else miss({ commit: work.head, hand: "pusher", email: "", why: null });
  }
  for (const person of work.requesters) add(person, "requester");
  return { known, people: [...people.values()], programs: [...programs.values()], unnamed };
}

/** A push of nothing but merges of the base, by whoever made them; to push somebody else's merge again is a push. */
function isOfItsMaker({ head, by }: Handiwork["pushes"][number], { mergedHeads, commits }: Handiwork): boolean {
  if (!mergedHeads.has(head)) return false;
  const makers = commits.find((one) => one.sha === head)?.authors ?? [];
  return by === null || makers.some(({ person }) => person === null || person.id === by.id);
}

type Behind =
  | { readonly is: "person"; readonly person: Person }
  | { readonly is: "bot" }
  | { readonly is: "unknown"; readonly why: Unknown | null };

/** By GitHub's own word first, then by `identities:`. */
function personBehind(someone: Contributor, work: Handiwork): Behind {
  if (someone.person) return { is: "person", person: someone.person };
  const login = identityOf(someone.email, work.identities);
  if (login === "bot") return { is: "bot" };
  if (login === undefined) return { is: "unknown", why: null };
  const account = work.accounts.get(login.toLowerCase());
  if (account?.known === false) return { is: "unknown", why: account.why };
  return account?.value ? { is: "person", person: account.value } : { is: "unknown", why: null };
}

/** What `identities:` says of an address; addresses are compared without case. */
export function identityOf(email: string, identities: Readonly<Record<string, string>>): string | undefined {
  const wanted = email.toLowerCase();
  return Object.entries(identities).find(([address]) => address.toLowerCase() === wanted)?.[1];
}

/** Accounts of programs that work for a person, whose request is that person's hand in it. Dependabot and Renovate ask themselves. */
export function isAgent(author: Person | null): boolean {
  return author?.type === "Bot" && !["dependabot[bot]", "renovate[bot]"].includes(author.login.toLowerCase());
}

/** Whether `separation:` keeps this person from approving, and by which hand in it. */
export function handsThatExclude(
  person: Person,
  contributors: Contributors,
  separation: readonly string[],
): readonly Hand[] {
  const hands = contributors.known.get(person.id) ?? [];
  if (separation.includes("contributors")) return hands;
  return hands.filter((hand) => separation.includes(hand));
}
