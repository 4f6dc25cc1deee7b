// New accounts, renamed ones, invitations that are accepted.
import * as z from "zod";
import { acceptInvitation } from "../acts/people.ts";
import { json, NOTHING, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { addAccount } from "../state/accounts.ts";
import { account } from "./named.ts";

export const peopleRoutes: readonly Route[] = [
  route({
    on: "POST /_pretend/users",
    body: z.strictObject({ login: z.string(), name: z.string().optional(), emails: z.array(z.string()).optional() }),
    answer: (ask) => {
      const { login, name, emails } = ask.body;
      const made = addAccount(ask.world, {
        login,
        type: "User",
        ...(name !== undefined && { name }),
        ...(emails && { emails }),
      });
      return json({ id: made.id, login: made.login }, 201);
    },
  }),
  route({
    on: "PATCH /_pretend/users/:login",
    body: z.strictObject({ login: z.string() }),
    answer: (ask) => {
      const one = account(ask, ask.params["login"]!);
      one.login = ask.body.login;
      return json({ id: one.id, login: one.login });
    },
  }),
  route({
    on: "POST /_pretend/orgs/:org/invitations/:login/accept",
    answer: (ask) => {
      acceptInvitation(ask.world, account(ask, ask.params["org"]!), account(ask, ask.params["login"]!));
      return NOTHING;
    },
  }),
];
