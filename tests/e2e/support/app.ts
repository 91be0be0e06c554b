import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import postgres from "postgres";
import { holdsCanary } from "@/tests/e2e/support/canary";
import { waitFor } from "@/tests/support/wait-for";

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by the global setup.`);
  return value;
}

export const appUrl = () => required("OPSPULSE_E2E_URL");

/** The addresses of the running stack, from its `env` file. */
export async function readStackEnv(): Promise<NodeJS.Dict<string>> {
  return parseEnv(await readFile(path.join(required("OPSPULSE_E2E_DIR"), "env"), "utf8"));
}

type Email = { recipients: string[]; subject: string; text: string };

/** The newest link of a kind in the emails to this address, when it has come, with its email. */
export function findLinkInEmail(
  address: string,
  kind: RegExp,
): Promise<{ email: Email; link: string }> {
  return waitFor(`an email to ${address}`, async () => {
    const mails = await readFile(path.join(required("OPSPULSE_E2E_DIR"), "mails.jsonl"), "utf8");
    for (const line of mails.split("\n").filter(Boolean).reverse()) {
      const email = JSON.parse(line) as Email;
      const link = kind.exec(email.text)?.[0];
      if (link !== undefined && email.recipients.includes(address)) return { email, link };
    }
    return false;
  });
}

/** The newest link of the auth server to this address. */
export const findEmailLink = async (address: string): Promise<string> =>
  (await findLinkInEmail(address, /https?:\/\/\S+\/auth\/confirm\S+/)).link;

/** An account made through the auth server, as any machine would. */
export async function signUpByApi(
  email = `user-${crypto.randomUUID()}@example.com`,
): Promise<Account> {
  const env = await readStackEnv();
  const password = "correct-horse";
  const response = await fetch(`${env.SUPABASE_URL}/auth/v1/signup`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: env.SUPABASE_PUBLISHABLE_KEY ?? "" },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`The sign-up got the status ${response.status}.`);
  const { access_token: token } = (await response.json()) as { access_token: string };
  return { email, password, token };
}

/** Reads or changes the database of the running stack behind the product's back. */
export async function queryStack<Result>(
  work: (sql: postgres.Sql) => Promise<Result>,
): Promise<Result> {
  const sql = postgres((await readStackEnv()).DATABASE_URL ?? "", { max: 1, prepare: false });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Adds a member to the workspace that an account began with. */
export async function addMember(
  owner: Account,
  member: Account,
  role: "MEMBER" | "VIEWER" = "MEMBER",
): Promise<void> {
  await queryStack(
    (sql) => sql`
      insert into public.workspace_members (workspace_id, user_id, role)
      select owned.id, invited.id, ${role}
      from auth.users as invited, public.workspaces as owned
      join auth.users as owner on owner.id = owned.owner_id
      where owner.email = ${owner.email} and invited.email = ${member.email}`,
  );
}

export type Account = { email: string; password: string; token: string };

/**
 * Calls the REST API of the app as a machine, with a bearer token or without.
 * @throws {Error} where the response holds a planted secret.
 */
export async function callApi(
  method: string,
  apiPath: string,
  options: { token?: string | undefined; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  const response = await fetch(new URL(apiPath, appUrl()), {
    method,
    headers: {
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...(options.body !== undefined && { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  if (holdsCanary(await response.clone().text())) {
    throw new Error(`${method} ${apiPath} responds with a planted secret.`);
  }
  return response;
}

/**
 * A routine of an account, created over the API. It runs when the test runs it: by default,
 * its slots begin in another millennium.
 * @throws where it is refused.
 */
export async function createRoutine(
  account: Pick<Account, "token">,
  input: { name: string; endpoint_url: string } & Record<string, unknown>,
): Promise<{ id: string; workspace_id: string }> {
  const { token } = account;
  const body = { interval_minutes: 60, starts_at: "2999-01-01T00:00:00Z", ...input };
  const response = await callApi("POST", "/api/routines", { token, body });
  if (response.status !== 201) {
    throw new Error(`Creating the routine got the status ${response.status}.`);
  }
  return (await response.json()) as { id: string; workspace_id: string };
}

/**
 * Runs a routine manually, over the API, and waits for the result.
 * @throws where it is refused.
 */
export async function runRoutine(
  { token }: Pick<Account, "token">,
  id: string,
): Promise<{ id: string }> {
  const response = await callApi("POST", `/api/routines/${id}/run`, { token });
  if (response.status !== 200) throw new Error(`The run got the status ${response.status}.`);
  return (await response.json()) as { id: string };
}

/** Creates a routine that has one manual run. Returns its id. */
export async function createRoutineWithRun(
  account: Pick<Account, "token">,
  name: string,
  url: string,
): Promise<string> {
  const { id } = await createRoutine(account, { name, endpoint_url: url });
  await runRoutine(account, id);
  return id;
}
