import { callApi, createRoutine } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";

type Json = Record<string, unknown>;
const json = async (response: Response) => (await response.json()) as Json;

const body = {
  name: "Repeated",
  endpoint_url: "https://example.com/",
  run_at: "2999-01-01T00:00:00Z",
};

test("twenty equal requests with one key create one routine", async ({ account }) => {
  const { token } = account;
  const headers = { "Idempotency-Key": `"${crypto.randomUUID()}"` };
  const send = (sent: unknown = body) =>
    callApi("POST", "/api/routines", { token, headers, body: sent });
  const responses = await Promise.all(Array.from({ length: 20 }, () => send()));
  const isReplayed = (response: Response) =>
    response.headers.get("idempotency-replayed") === "true";
  expect(
    responses.filter(({ status }) => status === 201).filter((r) => !isReplayed(r)),
  ).toHaveLength(1);
  for (const response of responses.filter(({ status }) => status !== 201)) {
    expect(response.status).toBe(409);
    expect(response.headers.get("retry-after")).toBe("1");
  }
  const again = await send();
  expect([again.status, isReplayed(again)]).toEqual([201, true]);
  const created = await json(again);
  expect(again.headers.get("location")).toBe(`/api/routines/${String(created.id)}`);
  expect(again.headers.get("etag")).toMatch(/^"[\w-]+\.[\w-]+"$/);
  const list = await json(await callApi("GET", "/api/routines?q=Repeated", { token }));
  expect(list.data).toHaveLength(1);

  const other = await send({ ...body, name: "Other" });
  expect(other.status).toBe(409);
  expect(await json(other)).toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
  const bad = await callApi("POST", "/api/routines", {
    token,
    body,
    headers: { "Idempotency-Key": "two words" },
  });
  expect(bad.status).toBe(400);
});

test("a run with a key is sent once", async ({ account, receiver }) => {
  const { token } = account;
  const { id } = await createRoutine(account, { name: "Run", endpoint_url: receiver.url });
  const headers = { "Idempotency-Key": "run-once" };
  const run = () => callApi("POST", `/api/routines/${id}/run`, { token, headers });
  const first = await json(await run());
  const second = await run();
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect((await json(second)).id).toBe(first.id);
});

test("a change with an old ETag is a 412, and a read with a current one a 304", async ({
  account,
}) => {
  const { token } = account;
  const { id } = await createRoutine(account, {
    name: "Tagged",
    endpoint_url: "https://example.com/",
  });
  const path = `/api/routines/${id}`;
  const first = await callApi("GET", path, { token });
  const tag = first.headers.get("etag") ?? "";
  expect(first.headers.get("cache-control")).toBe("private, no-cache");
  expect(first.headers.get("vary")).toContain("Authorization");
  const same = await callApi("GET", path, { token, headers: { "If-None-Match": tag } });
  expect([same.status, await same.text()]).toEqual([304, ""]);
  const change = (name: string) =>
    callApi("PATCH", path, { token, headers: { "If-Match": tag }, body: { name } });
  const changed = await change("Changed");
  expect(changed.status).toBe(200);
  expect(changed.headers.get("etag")).not.toBe(tag);
  const late = await change("Late");
  expect(late.status).toBe(412);
  expect(await json(late)).toMatchObject({ code: "PRECONDITION_FAILED" });

  const list = await callApi("GET", "/api/routines", { token });
  const listTag = list.headers.get("etag") ?? "";
  expect(listTag).toMatch(/^W\//);
  const unchanged = await callApi("GET", "/api/routines", {
    token,
    headers: { "If-None-Match": listTag },
  });
  expect(unchanged.status).toBe(304);
});

test("a routine is put, read and deleted by its key, with slashes encoded or not", async ({
  account,
}) => {
  const { token } = account;
  const put = (key: string) => callApi("PUT", `/api/routines/by-key/${key}`, { token, body });
  const created = await put("team-a/backup");
  expect(created.status).toBe(201);
  const routine = await json(created);
  expect(routine).toMatchObject({ key: "team-a/backup" });
  const again = await put("team-a%2Fbackup");
  expect(again.status).toBe(200);
  expect(await json(again)).toEqual(routine);
  expect(again.headers.get("etag")).toBe(created.headers.get("etag"));
  const path = "/api/routines/by-key/team-a%2Fbackup";
  expect(await json(await callApi("GET", path, { token }))).toMatchObject({ id: routine.id });
  expect((await put("no%20key")).status).toBe(422);
  expect((await callApi("DELETE", path, { token })).status).toBe(204);
  expect((await callApi("GET", path, { token })).status).toBe(404);
});

test("dry_run writes nothing, and is refused where it can't be", async ({ account, receiver }) => {
  const { token } = account;
  const preview = await callApi("POST", "/api/routines?dry_run=true", { token, body });
  expect(preview.status).toBe(200);
  expect(await json(preview)).toMatchObject({ dry_run: true, action: "create" });
  expect((await json(await callApi("GET", "/api/routines", { token }))).data).toEqual([]);
  const { id } = await createRoutine(account, { name: "Real", endpoint_url: receiver.url });
  const run = await callApi("POST", `/api/routines/${id}/run?dry_run=true`, { token });
  expect(run.status).toBe(422);
  expect(await json(run)).toMatchObject({ errors: [{ path: "dry_run" }] });
  const runs = await json(await callApi("GET", `/api/routines/${id}/runs`, { token }));
  expect(runs.data).toEqual([]);
});
