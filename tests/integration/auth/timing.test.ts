import { afterAll, beforeAll, expect, it } from "vitest";
import { startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const KEY = "a-publishable-key";

/** Hashing takes 80 ms on an idle machine, and a second on a very busy one. */
const LONGEST_MS = 180_000;

let database: TestDatabase;
let connection: ReturnType<typeof openAuthConnection>;
let server: AuthServer;

beforeAll(async () => {
  database = await createTestDatabase("auth_only");
  connection = openAuthConnection(database.url);
  server = await startAuthServer({
    connection,
    jwtSecret: "j".repeat(32),
    publishableKey: KEY,
    siteUrl: "http://localhost:3000",
    signUp: "open",
    confirmEmail: false,
    onEmail: () => undefined,
  });
  await server.createUser("known@example.com", "correct-horse");
  await connection.driver`insert into auth.users (id, email, encrypted_password)
    select gen_random_uuid(), 'unconfirmed@example.com', encrypted_password
    from auth.users where email = 'known@example.com'`;
});

afterAll(async () => {
  await server.close();
  await connection.close();
  await database.close();
});

/** The milliseconds of CPU that this process, the auth server within it, takes for a refusal. */
async function timeRefusal(path: string, email: string): Promise<number> {
  const before = process.cpuUsage();
  const response = await fetch(`${server.url}/auth/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: KEY },
    body: JSON.stringify({ email, password: "not-the-password" }),
  });
  await response.text();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const medianOf = (times: number[]) =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;

/** How many times as long a sign-in takes for an account as for another address, taken in turns. */
async function compareWithKnown(email: string, pairs: number): Promise<number> {
  const times: { known: number[]; other: number[] } = { known: [], other: [] };
  await timeRefusal("token?grant_type=password", email);
  for (let pair = 0; pair < pairs; pair += 1) {
    times.known.push(await timeRefusal("token?grant_type=password", "Known@example.com"));
    times.other.push(await timeRefusal("token?grant_type=password", email));
  }
  return medianOf(times.known) / medianOf(times.other);
}

it(
  "a sign-in takes as long for an unknown address as for an account: 30 of each, medians within 10 %",
  async () => {
    const ratio = await compareWithKnown("unknown@example.com", 30);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  },
  LONGEST_MS,
);

it("a password is hashed for an account that isn't confirmed too", async () => {
  const ratio = await compareWithKnown("unconfirmed@example.com", 3);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

it("a password is hashed for the sign-up of an address that has an account too", async () => {
  const hashed = await timeRefusal("token?grant_type=password", "known@example.com");
  const refused: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    refused.push(await timeRefusal("signup", "known@example.com"));
  }
  expect(medianOf(refused)).toBeGreaterThan(hashed / 2);
});
