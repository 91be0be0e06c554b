import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";

/**
 * Stand-ins for two extensions of Supabase that no Debian package has, with their names and arguments.
 * Vault's keeps secrets as they are. That of pg_net queues a request, and says so on the channel `net`:
 * `performRequests` sends it.
 */
export const vaultAndNet = `
create schema vault;
create table vault.secrets (
  id uuid primary key default gen_random_uuid(), name text unique, description text, secret text not null
);
create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default ''
) returns uuid language sql as $$
  insert into vault.secrets (name, description, secret) values (new_name, new_description, new_secret)
  returning id
$$;
create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null,
  new_description text default null
) returns void language sql as $$
  update vault.secrets set secret = coalesce(new_secret, secret), name = coalesce(new_name, name),
    description = coalesce(new_description, description) where id = secret_id
$$;
create view vault.decrypted_secrets as
  select id, name, description, secret as decrypted_secret from vault.secrets;

create schema net;
create table net.http_request_queue (
  id bigserial primary key, url text not null, headers jsonb not null, body jsonb,
  timeout_milliseconds int not null
);
create table net._http_response (
  id bigint, status_code int, content text, timed_out bool, error_msg text,
  created timestamptz not null default now()
);
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds int default 5000
) returns bigint language sql as $$
  select pg_notify('net', '');
  insert into net.http_request_queue (url, headers, body, timeout_milliseconds)
  values (url, headers, body, timeout_milliseconds) returning id
$$;
`;

/** A stand-in for pg_cron, which keeps jobs and runs none. */
export const idleCron = `
create schema cron;
create table cron.job (
  jobid bigserial primary key, jobname text unique, schedule text not null, command text not null,
  active boolean not null default true
);
create table cron.job_run_details (jobid bigint, end_time timestamptz);
create function cron.schedule(job_name text, schedule text, command text)
returns bigint language sql as $$
  insert into cron.job (jobname, schedule, command) values (job_name, schedule, command)
  on conflict (jobname) do update set schedule = excluded.schedule, command = excluded.command
  returning jobid
$$;
create function cron.unschedule(job_id bigint) returns boolean language sql as $$
  delete from cron.job where jobid = job_id returning true
$$;
`;

const readScript = (name: string) =>
  readFile(join(import.meta.dirname, "../../supabase", name), "utf8");

/** The text of `supabase/clock.sql` with these values in it, as a person puts them there. */
export async function clockScript(appUrl: string, cronSecret: string): Promise<string> {
  const text = await readScript("clock.sql");
  const places = ["'https://YOUR-APP.vercel.app', true", "'YOUR-CRON-SECRET', true"];
  if (!places.every((place) => text.includes(place))) {
    throw new Error("supabase/clock.sql has no place for its values.");
  }
  const [address = "", secret = ""] = places;
  return text.replace(address, `'${appUrl}', true`).replace(secret, `'${cronSecret}', true`);
}

export const removalScript = () => readScript("clock-remove.sql");

type QueuedRequest = {
  id: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
  timeout_milliseconds: number;
};

/**
 * Does the work of pg_net on a database with `vaultAndNet`: sends what is queued, and keeps the responses.
 * Returns what ends it.
 */
export async function performRequests(url: string): Promise<() => Promise<void>> {
  const client = postgres(url, { max: 2, onnotice: () => undefined });
  const underWay = new Set<Promise<void>>();
  const perform = async ({ id, url: to, headers, body, timeout_milliseconds }: QueuedRequest) => {
    const result = await fetch(to, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeout_milliseconds),
    }).then(
      async (response) => ({
        status: response.status,
        content: await response.text(),
        error: null,
      }),
      (error: unknown) => ({ status: null, content: null, error: String(error) }),
    );
    await client`
      insert into net._http_response (id, status_code, content, error_msg)
      values (${id}, ${result.status}, ${result.content}, ${result.error})`;
  };
  const performQueued = async () => {
    const queued = await client<QueuedRequest[]>`delete from net.http_request_queue returning *`;
    for (const request of queued) {
      const work = perform(request).finally(() => underWay.delete(work));
      underWay.add(work);
    }
  };
  await client.listen("net", () => void performQueued());
  return async () => {
    await Promise.allSettled(underWay);
    await client.end({ timeout: 5 });
  };
}
