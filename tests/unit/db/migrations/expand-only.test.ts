import { expect, test } from "vitest";
import { readMigrations } from "@/db/migrations/migration-files";
import { previousRelease } from "@/db/migrations/releases";
import { findContractions, nothingMade } from "@/tests/support/contractions";

/** What a migration may take away all the same, with the reason, by its name. */
const allowed: Record<string, Record<string, string>> = {
  "0029_options_method": {
    "adds the constraint ck_routines_http_method to columns of routines that were there":
      "It takes the place of a narrower one.",
  },
  "0032_api_keys_and_keys_of_routines": {
    "adds the constraint fk_workspace_invitations_workspace to columns of workspace_invitations that were there":
      "The key to the creator's membership says as much, wherever there is a creator.",
    "changes the policy maintenance_windows_insert_editor of maintenance_windows":
      "It lets in rows without a creator, which API keys write.",
    "changes the policy workspace_invitations_insert_manager of workspace_invitations":
      "It lets in rows without a creator, which API keys write.",
    "changes the policy workspace_secrets_insert_manager of workspace_secrets":
      "It lets in rows without a creator, which API keys write.",
  },
};

test(`every migration since ${previousRelease.version} only adds, so that its instances run on`, async () => {
  const migrations = readMigrations();
  const last = migrations.findIndex(({ name }) => name === previousRelease.migration);
  expect(last).toBeGreaterThan(-1);
  const made = nothingMade();
  const found: Record<string, string[]> = {};
  for (const { name, statements } of migrations.slice(last + 1)) {
    const contractions = await findContractions(statements, made);
    if (contractions.length > 0) found[name] = contractions;
  }
  const expected = Object.entries(allowed).map(([name, reasons]) => [name, Object.keys(reasons)]);
  expect(found).toEqual(Object.fromEntries(expected));
});

test.each([
  ["drop table public.routines", "drops the table routines"],
  ["drop table public.runs; create table public.runs (id int)", "drops the table runs"],
  ["drop view public.runs", "drops the view runs"],
  ["drop function public.member_workspace_ids()", "drops the function member_workspace_ids"],
  ["drop trigger keep on public.routines", "drops the trigger routines.keep"],
  ["drop policy hide on public.routines", "drops the policy routines.hide"],
  ["drop index public.idx_runs", "drops the index idx_runs"],
  ["alter table public.routines drop column name", 'does "drop column" to routines.name'],
  ["alter table public.routines rename column name to title", "renames what routines has"],
  ["alter table public.routines rename to jobs", "renames what routines has"],
  [
    "alter table public.routines alter column name type varchar(10)",
    'does "alter column type" to routines.name',
  ],
  [
    "alter table public.routines alter column body set not null",
    'does "set not null" to routines.body',
  ],
  [
    "alter table public.routines enable row level security",
    'does "enable row security" to routines',
  ],
  [
    "alter table public.routines add column a int not null",
    "requires a of routines, which nobody fills",
  ],
  [
    "alter table public.routines add constraint ck_a check (length(name) < 9)",
    "adds the constraint ck_a to columns of routines that were there",
  ],
  [
    "alter table public.routines add constraint uq_a unique (name)",
    "adds the constraint uq_a to columns of routines that were there",
  ],
  ["create unique index uq_a on public.routines (name)", "makes name of routines unique"],
  [
    "create index idx_a on public.routine_runs (worker_id)",
    "builds an index of routine_runs while nobody can write to it",
  ],
  [
    "alter table public.routine_runs add column a uuid default gen_random_uuid()",
    "writes every row of routine_runs",
  ],
  ["update public.routine_runs set attempt = 1", "changes rows of routine_runs in one statement"],
  ["delete from public.workspaces", "deletes rows of workspaces"],
  ["truncate public.workspaces", "does something that this check doesn't know (TruncateStmt)"],
  ["do $$ begin end $$", "does something that this check doesn't know (DoStmt)"],
  ["revoke select on public.routines from opspulse_app", "takes rights from opspulse_app"],
  [
    "create policy hide on public.routines as restrictive for select using (true)",
    "hides rows of routines by a restrictive policy",
  ],
  ["alter policy hide on public.routines using (true)", "changes the policy hide of routines"],
])("%s is found", async (statement, sentence) => {
  expect(await findContractions([statement], nothingMade())).toEqual([sentence]);
});

test.each([
  ["create table public.new (id int not null)", "drop table public.new"],
  ["alter table public.routines add column new int", "alter table public.routines drop column new"],
  ["alter table public.routines add column new int not null default 0"],
  [
    "alter table public.routines add column new int",
    "alter table public.routines add constraint ck_new check (new > 0)",
  ],
  [
    "alter table public.routine_events drop constraint ck_kind",
    "alter table public.routine_events add constraint ck_kind check (kind in ('A', 'B')) not valid",
  ],
  ["create index concurrently if not exists idx_a on public.routine_runs (worker_id)"],
  ["create index idx_a on public.tags (color)"],
  [
    "drop trigger keep on public.routines",
    "create trigger keep after insert on public.routines for each row execute function f()",
  ],
  ["revoke all on function public.f() from public, anon, authenticated"],
  ["create or replace view public.runs as select 1 as id"],
])("%s … takes nothing away", async (...statements) => {
  expect(await findContractions(statements, nothingMade())).toEqual([]);
});
