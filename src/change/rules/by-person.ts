// Predicates on who made a change. Roles are looked up live, users by id; a person who cannot be named is unknown.
import * as z from "zod";
import type { Unknown } from "../../core/known.ts";
import type { Person } from "../../core/refs.ts";
import { either, given, no, unknown, yes, type Answer, type Hands, type Matter, type Predicate } from "./predicate.ts";

const ASSOCIATIONS = [
  "OWNER",
  "MEMBER",
  "COLLABORATOR",
  "CONTRIBUTOR",
  "FIRST_TIME_CONTRIBUTOR",
  "FIRST_TIMER",
  "MANNEQUIN",
  "NONE",
] as const;

const login = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?(?:\[bot\])?$/, "a login, without @; of an app `name[bot]`");

const people = z
  .strictObject({
    users: z.array(login).min(1).max(200).optional().describe("Logins; of an app `name[bot]`."),
    roles: z.array(z.string().min(1).max(60)).min(1).max(20).optional().describe("Keys under `roles:`."),
  })
  .refine(({ users, roles }) => users !== undefined || roles !== undefined, { error: "users, roles or both" });

type People = z.infer<typeof people>;

const rolesIn = ({ roles }: People): readonly string[] => roles ?? [];

function printPeople({ users = [], roles = [] }: People): string {
  return [...roles, ...users.map((user) => `@${user}`)].join(", ");
}

type Found = { readonly is: "in" | "out" } | { readonly is: "unknown"; readonly why: Unknown };

/** A login is compared as it is today: the person was read with it in this very look. */
function find(person: Person, { users = [], roles = [] }: People, { standing }: Matter): Found {
  if (users.some((user) => user.toLowerCase() === person.login.toLowerCase())) return { is: "in" };
  const standings = roles.map((role) => standing(person, role));
  if (standings.some(({ is }) => is === "holds" || is === "owns")) return { is: "in" };
  for (const one of standings) if (one.is === "unknown") return { is: "unknown", why: one.why };
  return { is: "out" };
}

interface Hand {
  readonly person: Person;
  readonly is: "in" | "out";
}

/** The answer about those of them who had a hand in it; unknown where one of all cannot be named or told apart. */
function amongHands(args: {
  readonly asked: People;
  readonly matter: Matter;
  readonly of: (hands: Hands) => readonly Person[];
  readonly answer: (hands: readonly Hand[]) => Answer;
}): Answer {
  const { asked, matter, of, answer } = args;
  return given(matter.hands, (hands) => {
    const whys = [...hands.unnamed];
    const told: Hand[] = [];
    for (const person of of(hands)) {
      const found = find(person, asked, matter);
      if (found.is === "unknown") whys.push(found.why);
      else told.push({ person, is: found.is });
    }
    return whys.length > 0 ? unknown(...whys) : answer(told);
  });
}

const ghost: Unknown = { failure: "gone", what: "the author", message: "GitHub no longer knows the account" };

export const author: Predicate<People> = {
  setting: people,
  holds: "Whoever opened it is one of these users or holds one of these roles.",
  example: '{ users: ["renovate[bot]"], roles: [maintainers] }',
  asks: [],
  roles: rolesIn,
  judge(asked, matter): Answer {
    const { author: who } = matter.pull;
    if (!who) return unknown(ghost);
    const found = find(who, asked, matter);
    if (found.is === "unknown") return unknown(found.why);
    return either(found.is === "in", {
      code: "author",
      title: `@${who.login} opened it${found.is === "in" ? "" : `, who is none of ${printPeople(asked)}`}.`,
      cure: `Have it opened by ${printPeople(asked)}.`,
    });
  },
};

export const contributors: Predicate<People> = {
  setting: people,
  holds: "Somebody who had a hand in it (author, committers, pushers) is one of these.",
  example: '{ users: ["renovate[bot]"] }',
  asks: ["contributors"],
  roles: rolesIn,
  judge: (asked, matter) =>
    amongHands({
      asked,
      matter,
      of: ({ people }) => people,
      answer: (found) => {
        const one = found.find(({ is }) => is === "in");
        return one
          ? yes("contributors", `@${one.person.login} had a hand in it.`)
          : no({
              code: "not-contributors",
              title: `Nobody of ${printPeople(asked)} had a hand in it.`,
              cure: `Have ${printPeople(asked)} commit to it.`,
            });
      },
    }),
};

export const onlyContributors: Predicate<People> = {
  setting: people,
  holds: "Everybody who had a hand in it, programs too, is one of these.",
  example: "{ roles: [maintainers] }",
  asks: ["contributors"],
  roles: rolesIn,
  judge: (asked, matter) =>
    // Programs, too: whoever may start one has it push what they like.
    amongHands({
      asked,
      matter,
      of: ({ people, programs }) => [...people, ...programs],
      answer: (found) => {
        const other = found.find(({ is }) => is === "out");
        if (other) {
          return no({
            code: "not-only-contributors",
            title: `@${other.person.login} had a hand in it, who is none of ${printPeople(asked)}.`,
            cure: `Leave it to ${printPeople(asked)}.`,
          });
        }
        return either(found.length > 0, {
          code: "only-contributors",
          title: found.length > 0 ? `Only ${printPeople(asked)} had a hand in it.` : "Nobody had a hand in it.",
          cure: `Leave it to ${printPeople(asked)}.`,
        });
      },
    }),
};

export const authorAssociation: Predicate<(typeof ASSOCIATIONS)[number][]> = {
  setting: z.array(z.enum(ASSOCIATIONS)).min(1),
  holds:
    "GitHub's hint on the author's tie to the repository is one of these; private members appear as CONTRIBUTOR or NONE.",
  example: "[FIRST_TIMER, FIRST_TIME_CONTRIBUTOR]",
  asks: [],
  judge: (asked, { pull }) =>
    either(
      asked.some((one) => one === pull.authorAssociation),
      {
        code: "author-association",
        title: `GitHub calls the author ${pull.authorAssociation}.`,
        cure: `Have it opened by somebody whom GitHub calls ${asked.join(" or ")}.`,
      },
    ),
};
