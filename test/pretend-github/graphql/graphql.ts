// GraphQL over the same state, executed against GitHub's published schema: a field that does not exist fails here too.
import { readFileSync } from "node:fs";
import { buildSchema, execute, GraphQLError, parse, validate } from "graphql";
import type { GraphQLFieldResolver, GraphQLSchema } from "graphql";
import * as z from "zod";
import type { Actor } from "../http/actor.ts";
import type { Answer } from "../http/route.ts";
import { Refusal } from "../http/refusal.ts";
import { accountByLogin } from "../state/accounts.ts";
import { parseNodeId } from "../state/ids.ts";
import { isPull } from "../state/issues.ts";
import { movedRepository, repositoryByName } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { accountObject } from "./account.ts";
import { commitObject } from "./commit.ts";
import { repositoryObject } from "./repository.ts";
import { commentObject, reviewObject } from "./said.ts";
import { issueObject, pullObject } from "./subject.ts";
import { mutationsOf } from "./mutations.ts";
import { sees, sightOf, unresolved } from "./sight.ts";
import type { Sight } from "./sight.ts";

let schema: GraphQLSchema | undefined;

/** Read when first asked: a second of work that most tests do not need. */
function schemaOfGitHub(): GraphQLSchema {
  const path = new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  return (schema ??= buildSchema(readFileSync(path, "utf8"), { assumeValid: true }));
}

const question = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** Takes a value by its name. What the stand-in does not have is an error, never a silent null. */
const resolve: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
  const held = (source as Record<string, unknown> | null)?.[info.fieldName];
  if (held === undefined)
    throw new GraphQLError(`the stand-in does not know ${info.parentType.name}.${info.fieldName}`);
  const value: unknown = typeof held === "function" ? (held as (args: unknown) => unknown)(args) : held;
  if (typeof value === "object" && value !== null && "missing" in value) throw unresolved(String(value.missing));
  return value;
};

export async function answerGraphql(world: World, actor: Actor, body: unknown): Promise<Answer> {
  const read = question.safeParse(body);
  if (!read.success) throw new Refusal(400, "A query attribute must be specified and must be a string.");
  const github = schemaOfGitHub();
  try {
    const document = parse(read.data.query);
    const wrong = validate(github, document);
    if (wrong.length > 0) return { status: 200, body: { errors: wrong.map(printError) } };
    const result = await execute({
      schema: github,
      document,
      rootValue: rootOf(sightOf(world, actor)),
      variableValues: read.data.variables ?? null,
      operationName: read.data.operationName ?? null,
      fieldResolver: resolve,
    });
    const { data = null, errors } = result;
    return { status: 200, body: errors ? { data, errors: errors.map(printError) } : { data } };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { status: 200, body: { errors: [printError(error)] } };
  }
}

/** GitHub tells the kind of an error as `type`, beside its message. A bug of the stand-in is none of GitHub's errors. */
function printError(error: GraphQLError) {
  if (error.originalError && !(error.originalError instanceof GraphQLError)) throw error.originalError;
  const type = error.extensions["type"];
  const { message, path, locations } = error;
  return { ...(typeof type === "string" && { type }), ...(path && { path }), locations, message };
}

function rootOf(sight: Sight) {
  return {
    viewer: () => accountObject(sight, sight.viewer),
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = repositoryByName(sight.world, owner, name) ?? movedRepository(sight.world, owner, name);
      if (!repository || !sees(sight, repository)) throw unresolved(`a Repository with the name '${owner}/${name}'`);
      return repositoryObject(sight, repository);
    },
    user: ({ login }: { login: string }) => {
      const account = accountByLogin(sight.world, login);
      if (account?.type !== "User") throw unresolved(`a User with the login of '${login}'`);
      return accountObject(sight, account);
    },
    node: ({ id }: { id: string }) => nodeOf(sight, id),
    // One that is missing leaves a null in the list, and its error.
    nodes: ({ ids }: { ids: readonly string[] }) =>
      ids.map((id) => {
        try {
          return nodeOf(sight, id);
        } catch (error) {
          return error;
        }
      }),
    rateLimit: {
      __typename: "RateLimit",
      limit: 5_000,
      cost: 1,
      remaining: 5_000,
      used: 0,
      nodeCount: 1,
      resetAt: "2099-01-01T00:00:00Z",
    },
    ...mutationsOf(sight),
  };
}

function nodeOf(sight: Sight, id: string) {
  const found = commitNodeOf(sight, id) ?? numberedNodeOf(sight, id);
  if (!found) throw unresolved(`a node with the global id of '${id}'`);
  return found;
}

function commitNodeOf(sight: Sight, id: string) {
  const text = /^C_kwDO([\w-]+)$/.exec(id)?.[1];
  if (text === undefined) return undefined;
  const [repositoryId, sha = ""] = Buffer.from(text, "base64url").toString("utf8").split(":");
  const repository = sight.world.repositories.get(Number(repositoryId));
  const known = repository && sees(sight, repository) && repository.objects.get(sha)?.kind === "commit";
  return known ? commitObject(sight, repository, sha) : undefined;
}

function numberedNodeOf(sight: Sight, text: string) {
  const wanted = parseNodeId(text);
  if (!wanted) return undefined;
  const { kind, id } = wanted;
  if (kind === "user" || kind === "bot" || kind === "organization") {
    const account = sight.world.accounts.get(id);
    return account && accountObject(sight, account);
  }
  for (const repository of sight.world.repositories.values()) {
    if (!sees(sight, repository)) continue;
    if (kind === "repository" && repository.id === id) return repositoryObject(sight, repository);
    for (const issue of repository.issues.values()) {
      if (kind === "issue" && issue.id === id && !isPull(issue)) return issueObject(sight, repository, issue);
      const comment = kind === "comment" ? issue.comments.find((each) => each.id === id) : undefined;
      if (comment) return commentObject(sight, { repository, issue, comment });
      if (!isPull(issue)) continue;
      if (kind === "pull" && issue.pull.id === id) return pullObject(sight, repository, issue);
      const review = kind === "review" ? issue.pull.reviews.find((each) => each.id === id) : undefined;
      if (review) return reviewObject(sight, { repository, issue, review });
    }
  }
  return undefined;
}
