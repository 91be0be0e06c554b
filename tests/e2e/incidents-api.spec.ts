import { callApi, createRoutine, signUpByApi } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";

type Json = Record<string, unknown>;
const json = async (response: Response) => (await response.json()) as Json;

test("an incident opens by two failures, and is acknowledged, snoozed and resolved by the API", async ({
  account,
  receiver,
}) => {
  const { token } = account;
  const { id: routineId } = await createRoutine(account, {
    name: "Payments",
    endpoint_url: `${receiver.url}/status/503`,
  });
  const run = () => callApi("POST", `/api/routines/${routineId}/run`, { token });
  const list = async (query: string) =>
    (await json(await callApi("GET", `/api/incidents${query}`, { token }))).data as Json[];

  await run();
  expect(await list("")).toEqual([]);
  await run();
  await expect.poll(() => list("?state=open")).toHaveLength(1);
  const [incident] = await list("?state=open");
  expect(incident).toMatchObject({
    routine_id: routineId,
    routine_name: "Payments",
    trigger: "FAILURES",
    state: "open",
    failure_count: 2,
    http_status: 503,
  });

  const path = `/api/incidents/${String(incident?.id)}`;
  const bare = await callApi("POST", `${path}/acknowledge`, { token });
  expect(bare.status).toBe(200);
  expect(await json(bare)).toMatchObject({ state: "acknowledged", acknowledged_by: account.email });
  expect((await callApi("POST", `${path}/acknowledge`, { token, body: {} })).status).toBe(200);
  const snoozed = await callApi("POST", `${path}/snooze`, { token, body: { minutes: 30 } });
  expect(snoozed.status).toBe(200);
  expect((await callApi("POST", `${path}/snooze`, { token, body: {} })).status).toBe(422);
  const noted = await callApi("POST", `${path}/notes`, { token, body: { note: "Deploying" } });
  expect(noted.status).toBe(200);
  const resolved = await callApi("POST", `${path}/resolve`, { token, body: { note: "Done" } });
  expect(await json(resolved)).toMatchObject({ state: "resolved", snoozed_until: null });
  for (const action of ["acknowledge", "resolve"]) {
    const refused = await callApi("POST", `${path}/${action}`, { token });
    expect(refused.status).toBe(409);
    expect(await json(refused)).toMatchObject({ code: "CONFLICT" });
  }
  const detail = await json(await callApi("GET", path, { token }));
  expect((detail.events as Json[]).map(({ type, source, actor }) => [type, source, actor])).toEqual(
    [
      ["opened", "POLICY", null],
      ["acknowledged", "API", account.email],
      ["snoozed", "API", account.email],
      ["note", "API", account.email],
      ["resolved", "API", account.email],
    ],
  );
});

test("a workspace's policy decides, and a draft is replayed before it is saved", async ({
  account,
  receiver,
}) => {
  const { token } = account;
  const { id: routineId } = await createRoutine(account, {
    name: "Health",
    endpoint_url: `${receiver.url}/status/500`,
  });
  const read = async () => json(await callApi("GET", "/api/alert-policy", { token }));
  expect(await read()).toEqual({
    conditions: [{ type: "consecutive_failures", count: 2 }],
    resolve_after: 1,
    cooldown_minutes: 30,
    is_default: true,
  });
  const policy = { conditions: [{ type: "consecutive_failures", count: 1 }] };
  await callApi("POST", `/api/routines/${routineId}/run`, { token });
  const tried = await callApi("POST", "/api/alert-policy/backtest", { token, body: { policy } });
  expect(await json(tried)).toMatchObject({ runs: 1, saved: { opened: 0 }, draft: { opened: 1 } });
  const set = await callApi("PUT", "/api/alert-policy", { token, body: policy });
  expect(set.status).toBe(200);
  expect(await read()).toMatchObject({ ...policy, is_default: false });
  await callApi("POST", `/api/routines/${routineId}/run`, { token });
  await expect
    .poll(async () => (await json(await callApi("GET", "/api/incidents", { token }))).data)
    .toMatchObject([{ routine_id: routineId, condition: policy.conditions[0] }]);

  const outOfRange = { conditions: [{ type: "consecutive_failures", count: 0 }] };
  const refused = await callApi("PUT", "/api/alert-policy", { token, body: outOfRange });
  expect(refused.status).toBe(422);
  expect((await json(refused)).errors).toMatchObject([
    { path: "conditions.0.count", code: "alert_count_out_of_range" },
  ]);
});

test("another tenant's incident is answered byte for byte like one that does not exist", async ({
  account,
  receiver,
}) => {
  const { id: routineId } = await createRoutine(account, {
    name: "Mine",
    endpoint_url: `${receiver.url}/status/500`,
  });
  const { token } = account;
  for (let runs = 0; runs < 2; runs += 1) {
    await callApi("POST", `/api/routines/${routineId}/run`, { token });
  }
  const list = async () =>
    (await json(await callApi("GET", "/api/incidents", { token }))).data as Json[];
  await expect.poll(list).toHaveLength(1);
  const [incident] = await list();
  const stranger = await signUpByApi();
  const attempts: [string, string, unknown][] = [
    ["GET", "", undefined],
    ["POST", "/acknowledge", {}],
    ["POST", "/snooze", { minutes: 5 }],
    ["POST", "/resolve", {}],
    ["POST", "/notes", { note: "x" }],
  ];
  const responsesOf = (id: string) =>
    Promise.all(
      attempts.map(async ([method, path, body]) => {
        const url = `/api/incidents/${id}${path}`;
        const response = await callApi(method, url, { token: stranger.token, body });
        const { request_id: requestId, ...rest } = await json(response);
        expect(requestId).toEqual(expect.any(String));
        return { status: response.status, rest };
      }),
    );
  const theirs = await responsesOf(String(incident?.id));
  expect(theirs).toEqual(await responsesOf(crypto.randomUUID()));
  expect(theirs.map(({ status }) => status)).toEqual(theirs.map(() => 404));
  for (const [method, path, body] of attempts) {
    const url = `/api/incidents/${String(incident?.id)}${path}`;
    expect((await callApi(method, url, { body })).status).toBe(401);
  }
  expect(await list()).toEqual([incident]);
});
