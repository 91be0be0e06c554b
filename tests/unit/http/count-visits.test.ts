import { beforeAll, expect, test, vi } from "vitest";
import { DomainError } from "@/lib/domain/errors";
import { handlePublicRoute, handleRoute } from "@/lib/http/handle-route";

beforeAll(() => {
  vi.stubEnv("APP_URL", "http://localhost:3000");
  vi.stubEnv("DATABASE_URL", "postgres://localhost/unused");
  vi.stubEnv("SUPABASE_URL", "http://localhost:1");
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "unused");
  vi.stubEnv("RATE_LIMITS", "visits_address=3");
});

const ask = (route: ReturnType<typeof handleRoute>, address: string) =>
  route(new Request("http://localhost/api/x", { headers: { "X-Forwarded-For": address } }), {
    params: Promise.resolve({}),
  });

const statusesOf = async (route: ReturnType<typeof handleRoute>, address: string) => {
  const statuses: number[] = [];
  for (let index = 0; index < 5; index += 1) statuses.push((await ask(route, address)).status);
  return statuses;
};

test("a door without sign-in is counted by address, and says so before it refuses", async () => {
  const handled = vi.fn();
  const route = handlePublicRoute(() => {
    handled();
    return Promise.resolve(Response.json({}));
  });
  const first = await ask(route, "192.0.2.1");
  expect(first.headers.get("ratelimit")).toMatch(/^"visits_address";r=2;t=\d+$/);
  expect(first.headers.get("ratelimit-policy")).toBe('"visits_address";q=3;w=60');
  expect(await statusesOf(route, "192.0.2.1")).toEqual([200, 200, 429, 429, 429]);
  expect(handled).toHaveBeenCalledTimes(3);
  const refused = await ask(route, "192.0.2.1");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: "RATE_LIMITED" });
  expect((await ask(route, "192.0.2.2")).status).toBe(200);
});

test("guesses of credentials are counted, and the right ones aren't", async () => {
  const guess = handleRoute(() => Promise.reject(new DomainError("UNAUTHENTICATED", "No.")));
  const right = handleRoute(() => Promise.resolve(Response.json({})));
  expect(await statusesOf(right, "192.0.2.9")).toEqual([200, 200, 200, 200, 200]);
  expect(await statusesOf(guess, "192.0.2.9")).toEqual([401, 401, 401, 429, 429]);
  expect((await ask(right, "192.0.2.9")).status).toBe(200);
});

test("a wrong credential at a counted door counts once", async () => {
  const route = handlePublicRoute(() =>
    Promise.reject(new DomainError("UNAUTHENTICATED", "Send the token.")),
  );
  expect(await statusesOf(route, "192.0.2.20")).toEqual([401, 401, 401, 429, 429]);
});
