import {
  addMember,
  callApi,
  createRoutine,
  runRoutine,
  signUpByApi,
  type Account,
} from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

type Json = Record<string, unknown>;

/** The body of a response that must have this status. */
async function body(response: Response, status = 200): Promise<Json> {
  const text = await response.text();
  expect(response.status, text.slice(0, 500)).toBe(status);
  return text === "" ? {} : (JSON.parse(text) as Json);
}

const get = async ({ token }: Account, path: string) => body(await callApi("GET", path, { token }));

test("every door says what is left of its limits, reads and refusals too", async ({ account }) => {
  const { token } = account;
  const read = await callApi("GET", "/api/routines", { token });
  expect(read.headers.get("ratelimit-policy")).toBe(
    '"reads_user";q=6000;w=60, "reads_workspace";q=12000;w=60',
  );
  expect(read.headers.get("ratelimit")).toMatch(
    /^"reads_user";r=5\d{3};t=\d+, "reads_workspace";r=1\d{4};t=\d+$/,
  );
  const left = (response: Response) =>
    Number(/r=(\d+)/.exec(response.headers.get("ratelimit") ?? "")?.[1]);
  const next = await callApi("GET", "/api/routines?limit=none", { token });
  expect(next.status).toBe(422);
  expect(left(next)).toBeLessThan(left(read));
  for (const path of ["/api/health", "/api/health/live", "/api/nothing", "/api/routines"]) {
    const response = await callApi("GET", path);
    expect(response.headers.get("ratelimit-policy"), path).toBe('"visits_address";q=6000;w=60');
  }
  const live = await callApi("GET", "/api/live", { token });
  expect(live.headers.get("ratelimit-policy")).toBe('"reads_user";q=6000;w=60');
});

test("the ledger says why a routine ran at a minute or didn't, in the caller's language", async ({
  account,
  receiver,
}) => {
  const { token } = account;
  const { id } = await createRoutine(account, { name: "Late", endpoint_url: `${receiver.url}/ok` });
  const path = `/api/routines/${id}/slots`;
  expect(await get(account, path)).toMatchObject({
    data: [],
    next_cursor: null,
    is_since_creation: true,
  });
  for (const minute of ["2020-01-31T09:00Z", "2020-01-31T09:00:00Z", "2020-01-31T10:00+01:00"]) {
    expect(await get(account, `${path}/${minute}`)).toMatchObject({
      minute: "2020-01-31T09:00:00.000Z",
      verdict: "NOT_CREATED",
      explanation: expect.stringContaining("the routine didn't exist yet"),
    });
  }
  expect(await get(account, `${path}/2020-01-31T09:00`)).toMatchObject({
    minute: "2020-01-31T09:00:00.000Z",
  });
  const portuguese = await callApi("GET", `${path}/2900-01-31T09:00Z`, {
    token,
    headers: { "accept-language": "pt-BR" },
  });
  expect(portuguese.headers.get("content-language")).toBe("pt-BR");
  expect(await body(portuguese)).toMatchObject({
    verdict: "FUTURE",
    explanation: expect.stringContaining("ainda"),
  });
  const refused = await body(await callApi("GET", `${path}/noon`, { token }), 422);
  expect(refused.errors).toMatchObject([{ path: "minute", code: "instant_invalid" }]);
  const stranger = await signUpByApi();
  await body(await callApi("GET", `${path}/noon`, { token: stranger.token }), 404);
});

test("the runs of all routines are one list, and one of them is compared", async ({
  account,
  receiver,
}) => {
  const [one, other] = [
    await createRoutine(account, {
      name: "One",
      endpoint_url: `${receiver.url}/ok`,
      tags: ["nightly"],
    }),
    await createRoutine(account, { name: "Two", endpoint_url: `${receiver.url}/status/500` }),
  ];
  const first = await runRoutine(account, one.id);
  const second = await runRoutine(account, other.id);
  const idsOf = async (query: string) =>
    ((await get(account, `/api/runs${query}`)).data as { id: string }[]).map(({ id }) => id);
  expect(await idsOf("")).toEqual([second.id, first.id]);
  expect(await idsOf("?status=FAIL")).toEqual([second.id]);
  expect(await idsOf("?tag=nightly&triggered_by=MANUAL")).toEqual([first.id]);
  expect(await idsOf(`?routine_id=${other.id}`)).toEqual([second.id]);
  const page = await get(account, "/api/runs?limit=1");
  expect(await idsOf(`?limit=1&cursor=${String(page.next_cursor)}`)).toEqual([first.id]);
  expect(await get(account, `/api/runs/${first.id}`)).toMatchObject({ routine_name: "One" });
  expect(await get(account, `/api/runs/${first.id}/comparison`)).toMatchObject({
    run: { id: first.id },
    last_good: null,
  });
  expect(await get(account, "/api/routines/failing")).toMatchObject({
    total: 1,
    data: [{ routine: { id: other.id }, last_run: { id: second.id } }],
  });
  expect(await get(account, "/api/overview")).toMatchObject({
    routines_total: 2,
    today: { runs: 2 },
  });
});

test("what the form helps with is there for machines", async ({ account, receiver }) => {
  const { token } = account;
  const preview = await get(
    account,
    "/api/routines/schedule-preview?cron_expression=0+9+*+*+1-5&timezone=Europe/Lisbon",
  );
  expect(preview.words).toBe("At 09:00, Monday through Friday");
  expect(preview.next_slots).toHaveLength(5);
  const tested = await callApi("POST", "/api/routines/test", {
    token,
    body: { endpoint_url: `${receiver.url}/ok` },
  });
  expect(await body(tested)).toMatchObject({ status: "SUCCESS", http_status: 200 });
  expect(await get(account, "/api/runs")).toMatchObject({ data: [] });
  const read = await callApi("POST", "/api/routines/from-curl", {
    token,
    body: { text: "*/5 * * * * curl -u ann:hush https://example.com/x" },
  });
  const text = await read.text();
  expect(text).not.toContain("hush");
  expect(JSON.parse(text)).toMatchObject({
    settings: { cron_expression: "*/5 * * * *", endpoint_url: "https://example.com/x" },
    remarks: [{ reason: "credential" }],
  });
});

test("one call changes many routines, and its undo takes it back", async ({
  account,
  receiver,
}) => {
  const { token } = account;
  const ids: string[] = [];
  for (const name of ["A", "B"]) {
    ids.push((await createRoutine(account, { name, endpoint_url: `${receiver.url}/ok` })).id);
  }
  const bulk = async (input: unknown) =>
    body(await callApi("POST", "/api/routines/bulk", { token, body: input }));
  const paused = await bulk({ action: "pause", ids: [...ids, crypto.randomUUID()] });
  expect((paused.results as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual([
    "CHANGED",
    "CHANGED",
    "NOT_FOUND",
  ]);
  expect(await bulk(paused.undo)).toMatchObject({ action: "resume", changed: 2 });
  const ran = await callApi("POST", "/api/routines/bulk", { token, body: { action: "run", ids } });
  expect(ran.headers.get("ratelimit")).toMatch(/^"runs_user";r=298;/);
  expect(await body(ran)).toMatchObject({ results: [{ outcome: "RAN" }, { outcome: "RAN" }] });
});

test("workspaces, members and invitations are managed with the rules of the screens", async ({
  account,
  page,
}) => {
  const { token } = account;
  const created = await callApi("POST", "/api/workspaces", {
    token,
    body: { name: "Night shift" },
  });
  const workspace = await body(created, 201);
  const path = `/api/workspaces/${String(workspace.id)}`;
  expect(created.headers.get("location")).toBe(path);
  expect((await get(account, "/api/workspaces")).data).toHaveLength(2);
  const renamed = await callApi("PATCH", path, { token, body: { name: "Day shift" } });
  expect(await body(renamed)).toMatchObject({ name: "Day shift", role: "OWNER" });
  const stranger = await signUpByApi();
  for (const method of ["GET", "PATCH", "DELETE"]) {
    const refused = await callApi(method, path, {
      token: stranger.token,
      ...(method !== "GET" && { body: { owner: "me" } }),
    });
    await body(refused, 404);
  }
  const kept = await callApi("DELETE", `${path}?name=Night+shift`, { token });
  expect((await body(kept, 422)).errors).toMatchObject([{ path: "name", code: "name_differs" }]);
  await body(await callApi("DELETE", `${path}?name=Day+shift`, { token }), 204);
  await body(await callApi("GET", path, { token }), 404);

  const colleague = await signUpByApi();
  await addMember(account, colleague);
  const members = (await get(account, "/api/members")).data as { user_id: string; email: string }[];
  const { user_id: id } = members.find(({ email }) => email === colleague.email) ?? { user_id: "" };
  const changed = await callApi("PATCH", `/api/members/${id}`, { token, body: { role: "ADMIN" } });
  expect(await body(changed)).toMatchObject({ user_id: id, role: "ADMIN" });
  const byStranger = { token: stranger.token, body: { role: "CHIEF" } };
  await body(await callApi("PATCH", `/api/members/${id}`, byStranger), 404);
  const invited = await callApi("POST", "/api/invitations", { token, body: { role: "VIEWER" } });
  const { url, ...invitation } = await body(invited, 201);
  expect((await get(account, "/api/invitations")).data).toEqual([invitation]);
  const guest = await signUpByApi();
  await signIn(page, guest);
  await page.goto(String(url));
  await expect(page.getByRole("button", { name: "Accept invitation" })).toBeVisible();
  const removal = await callApi("DELETE", `/api/invitations/${String(invitation.id)}`, { token });
  await body(removal, 204);
  const home = ((await get(account, "/api/workspaces")).data as { id: string }[])[0]?.id ?? "";
  const left = await callApi("DELETE", `/api/members/${id}`, {
    token: colleague.token,
    headers: { "OpsPulse-Workspace": home },
  });
  await body(left, 204);
  expect((await get(account, "/api/members")).data).toHaveLength(1);
  expect(await get(account, "/api/usage")).toMatchObject({ members: { used: 1 } });
});
