import { setTimeout as delay } from "node:timers/promises";
import { callApi, createRoutine, signUpByApi, type Account } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";
import { startEndpoint } from "@/tests/support/endpoint";

const slowPattern = {
  type: "body",
  operator: "matches",
  value: "\\pL{1,990}(?:\\b|\\B)\\d",
};

test("patterns that are made to take long hold up nobody's run and nobody's page", async ({
  account,
  receiver,
}) => {
  const neighbour = await signUpByApi();
  const endpoint = await startEndpoint((_, response) => response.end("aé".repeat(35_000)));

  const unusable = await callApi("POST", "/api/routines", {
    token: account.token,
    body: {
      name: "Text",
      endpoint_url: endpoint.url,
      interval_minutes: 60,
      success_rules: [{ ...slowPattern, value: "(" }],
    },
  });
  expect(unusable.status).toBe(422);
  expect(await unusable.text()).toContain("rule_pattern_invalid");

  const hostile = await Promise.all(
    Array.from({ length: 12 }, () =>
      createRoutine(account, {
        name: "Slow",
        endpoint_url: endpoint.url,
        success_rules: Array(20).fill(slowPattern),
      }),
    ),
  );
  const matches = { ...slowPattern, value: "^ok$" };
  const quick = await createRoutine(neighbour, {
    name: "Quick",
    endpoint_url: `${receiver.url}/ok`,
    timeout_seconds: 1,
    success_rules: [matches],
  });
  const run = async ({ token }: Pick<Account, "token">, { id }: { id: string }) => {
    const response = await callApi("POST", `/api/routines/${id}/run`, { token });
    return (await response.json()) as Record<string, unknown>;
  };
  expect(await run(neighbour, quick)).toMatchObject({ status: "SUCCESS" });

  const state = { isOver: false };
  const running = Promise.all(hostile.map((routine) => run(account, routine))).finally(() => {
    state.isOver = true;
  });
  const waitsMs: number[] = [];
  while (!state.isOver) {
    const startedAtMs = performance.now();
    expect((await callApi("GET", "/api/health")).status).toBe(200);
    waitsMs.push(performance.now() - startedAtMs);
    expect(await run(neighbour, quick)).toMatchObject({ status: "SUCCESS" });
    await delay(20);
  }
  for (const { status, error_code, error_message } of await running) {
    expect({ status, error_code }).toEqual({ status: "FAIL", error_code: "ASSERTION" });
    expect(error_message).toMatch(/takes too/);
  }
  // In one thread, each of the twelve would hold it up for more than a second.
  expect(Math.max(...waitsMs)).toBeLessThan(1_000);
  await endpoint.close();
});
