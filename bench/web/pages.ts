import type postgres from "postgres";

/** A page to measure. `cookie` is the session that it is asked for with; null for a stranger. */
export type Page = { name: string; url: string; cookie: string | null };

/** Pages of settings are found by their links: whatever there is, is measured. */
const SETTINGS_LINK = /href="(\/settings\/[\w/-]+)"/g;

/** The pages of a stranger and of somebody who is signed in, with the ids of what is there. */
export async function findPages(
  sql: postgres.Sql,
  { origin, cookie }: { origin: string; cookie: string },
): Promise<Page[]> {
  const [ids] = await sql<{ routine: string; run: string }[]>`
    select routine_id as routine, id as run from routine_runs
    where status = 'FAIL' order by created_at desc, id limit 1`;
  if (ids === undefined) throw new Error("There is no failed run to show.");
  const read = async (path: string) =>
    (await fetch(new URL(path, origin), { headers: { cookie } })).text();
  const [list, settings] = [await read("/routines"), await read("/settings")];
  const cursor = /[?&](?:amp;)?cursor=([\w-]+)/.exec(list)?.[1];
  const parts = new Set([...settings.matchAll(SETTINGS_LINK)].map(([, path = ""]) => path));
  const signedIn: [name: string, path?: string][] = [
    ["/"],
    ["/routines"],
    ["/routines?filters", "/routines?q=routine&kind=CHECK&state=active&sort=-last_run_at"],
    ["/routines?last_status=FAILING"],
    ["/routines?sort=outcome"],
    ...(cursor === undefined
      ? []
      : [["/routines?cursor", `/routines?cursor=${cursor}`] as [string, string]]),
    ["/routines/{id}", `/routines/${ids.routine}`],
    ["/routines/{id}/edit", `/routines/${ids.routine}/edit`],
    ["/routines/new"],
    ["/runs"],
    ["/runs?status=FAIL"],
    ["/runs/{id}", `/runs/${ids.run}`],
    ["/alerts"],
    ["/settings"],
    ...[...parts].map((path): [string] => [path]),
  ];
  const toPage = (of: string | null) => (entry: [name: string, path?: string]) => ({
    name: entry[0],
    url: new URL(entry[1] ?? entry[0], origin).href,
    cookie: of,
  });
  return [
    ...([["/sign-in"], ["landing", "/"]] as [string, string?][]).map(toPage(null)),
    ...signedIn.map(toPage(cookie)),
  ];
}
