import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "@/db/client";
import { deleteEndedCounters } from "@/db/queries/rate-counters";
import { rateCounters } from "@/db/schema";
import { TryLaterError } from "@/lib/domain/errors";
import { setRateHeaders } from "@/lib/http/rate-headers";
import {
  chargeMember,
  chargePasswordCheck,
  chargePasswordEmail,
  chargeSignUp,
  refundPasswordCheck,
  requireGranted,
} from "@/lib/services/limits/charge-rate";
import { beginSignIn, completeSignIn, withdrawSignIn } from "@/lib/services/limits/sign-in-attempt";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { rateLimitsOf } from "@/tests/support/test-workspace";

describe("rates", () => {
  const database = openSuiteDatabase();
  let second: ReturnType<typeof openDatabase>;

  beforeAll(() => {
    second = openDatabase(database.url);
  });
  afterAll(() => second.close());
  beforeEach(async () => {
    await database.db.delete(rateCounters);
  });

  /** Lets so much time pass for all counters. */
  const pass = (seconds: number) =>
    database.db.execute(sql`
      update rate_counters set resets_at = resets_at - make_interval(secs => ${seconds}),
        paused_until = paused_until - make_interval(secs => ${seconds})`);

  const limitsOf = (text: string, db: Database = database.db) => ({
    db,
    rateLimits: rateLimitsOf(text),
  });

  const member = (text: string, actor = "ann", workspaceId = "acme") => ({
    ...limitsOf(text),
    actor: { userId: actor },
    workspaceId,
  });

  test("allow a member as many actions as their limit says, and more after the window", async () => {
    const ann = member("runs_user=3");
    const remaining = [];
    for (let index = 0; index < 3; index += 1) {
      const { states, retryAfterSeconds } = await chargeMember(ann, "runs");
      expect(retryAfterSeconds).toBeNull();
      remaining.push(states[0]?.remaining);
    }
    expect(remaining).toEqual([2, 1, 0]);
    const refused = await chargeMember(ann, "runs");
    expect(refused.retryAfterSeconds).toBeGreaterThan(50);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(() => requireGranted(refused)).toThrow(TryLaterError);
    await pass(61);
    expect(await chargeMember(ann, "runs")).toMatchObject({
      retryAfterSeconds: null,
      states: [{ name: "runs_user", max: 3, remaining: 2 }, { name: "runs_workspace" }],
    });
  });

  test("are counted by all instances together, also at the same moment", async () => {
    const first = member("writes_user=20");
    const other = { ...first, db: second.db };
    const verdicts = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        chargeMember(index % 2 === 0 ? first : other, "writes"),
      ),
    );
    expect(verdicts.filter(({ retryAfterSeconds }) => retryAfterSeconds === null)).toHaveLength(20);
  });

  test("of a workspace hold for its members together, and for no other", async () => {
    const text = "tests_user=5, tests_workspace=7";
    const grantedTo = async (actor: string, workspaceId: string, count: number) => {
      const context = member(text, actor, workspaceId);
      let granted = 0;
      for (let index = 0; index < count; index += 1) {
        const { retryAfterSeconds } = await chargeMember(context, "tests");
        if (retryAfterSeconds === null) granted += 1;
      }
      return granted;
    };
    // What is refused to one member doesn't use up what is left for the others.
    expect(await grantedTo("ann", "acme", 20)).toBe(5);
    expect(await grantedTo("bob", "acme", 5)).toBe(2);
    expect(await grantedTo("cyd", "apex", 5)).toBe(5);
  });

  test("count the runs of a selection one by one", async () => {
    const ann = member("runs_user=12");
    expect((await chargeMember(ann, "runs", 10)).retryAfterSeconds).toBeNull();
    expect((await chargeMember(ann, "runs", 10)).retryAfterSeconds).not.toBeNull();
    expect((await chargeMember(ann, "runs", 2)).states[0]?.remaining).toBe(0);
  });

  test("hold for invitations, sign-up and password emails", async () => {
    const limits = limitsOf(
      "sign_up_address=2, password_emails_account=2, password_emails_address=3",
    );
    const inviting = member("invitations_workspace=1");
    expect((await chargeMember(inviting, "invitations")).retryAfterSeconds).toBeNull();
    expect((await chargeMember(inviting, "invitations")).retryAfterSeconds).not.toBeNull();

    expect(await chargeSignUp(limits, "a")).toBeNull();
    expect(await chargeSignUp(limits, "a")).toBeNull();
    expect(await chargeSignUp(limits, "a")).toBeGreaterThan(3_000);
    expect(await chargeSignUp(limits, "b")).toBeNull();

    const ask = (email: string, address: string) => chargePasswordEmail(limits, { email, address });
    expect(await ask("ann@example.com", "a")).toBeNull();
    expect(await ask("Ann@Example.com", "b")).toBeNull();
    expect(await ask("ann@example.com", "c")).not.toBeNull();
    expect(await ask("bob@example.com", "a")).toBeNull();
    expect(await ask("cyd@example.com", "a")).toBeNull();
    expect(await ask("dan@example.com", "a")).not.toBeNull();
  });

  test("count wrong passwords of a signed-in user, and no right ones", async () => {
    const limits = limitsOf("password_checks_user=2");
    for (let index = 0; index < 5; index += 1) {
      expect(await chargePasswordCheck(limits, "ann")).toBeNull();
      await refundPasswordCheck(limits, "ann");
    }
    expect(await chargePasswordCheck(limits, "ann")).toBeNull();
    expect(await chargePasswordCheck(limits, "ann")).toBeNull();
    expect(await chargePasswordCheck(limits, "ann")).not.toBeNull();
  });

  test("are off where they are turned off", async () => {
    const off = member("off");
    for (let index = 0; index < 5; index += 1) {
      expect(await chargeMember(off, "writes")).toEqual({ states: [], retryAfterSeconds: null });
    }
    const onlyWorkspace = member("writes_user=off, writes_workspace=1");
    expect((await chargeMember(onlyWorkspace, "writes")).states).toHaveLength(1);
    expect((await chargeMember(onlyWorkspace, "writes")).retryAfterSeconds).not.toBeNull();
  });

  test("are shown in the headers' current form", async () => {
    const { states } = await chargeMember(
      member("writes_user=600, writes_workspace=1200"),
      "writes",
    );
    const headers = new Headers();
    setRateHeaders(headers, states);
    expect(headers.get("RateLimit-Policy")).toBe(
      '"writes_user";q=600;w=60, "writes_workspace";q=1200;w=60',
    );
    expect(headers.get("RateLimit")).toMatch(
      /^"writes_user";r=599;t=(59|60), "writes_workspace";r=1199;t=(59|60)$/,
    );
  });

  test("leave no address and no account in the clear, and no counter behind", async () => {
    const limits = limitsOf("");
    await beginSignIn(limits, { email: "ann@example.com", address: "203.0.113.7" });
    await chargePasswordEmail(limits, { email: "ann@example.com", address: "203.0.113.7" });
    const rows = await database.db.select().from(rateCounters);
    expect(rows).toHaveLength(4);
    expect(JSON.stringify(rows)).not.toMatch(/ann|203\.0/);
    await deleteEndedCounters(database.db);
    expect(await database.db.$count(rateCounters)).toBe(4);
    await pass(24 * 3_600);
    await deleteEndedCounters(database.db);
    expect(await database.db.$count(rateCounters)).toBe(0);
  });

  describe("of sign-in", () => {
    const attempt = { email: "ann@example.com", address: "203.0.113.7" };

    /** Attempts one after the other, each as soon as it is allowed; returns the pauses before them. */
    async function pausesOf(count: number): Promise<number[]> {
      const pauses = [];
      for (let index = 0; index < count; index += 1) {
        const pause = await beginSignIn(limitsOf(""), attempt);
        pauses.push(pause ?? 0);
        if (pause === null) continue;
        await pass(pause);
        expect(await beginSignIn(limitsOf(""), attempt)).toBeNull();
      }
      return pauses;
    }

    test("pause a pair after five failures, for longer each time up to 15 minutes", async () => {
      expect(await pausesOf(17)).toEqual([
        0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900,
      ]);
    });

    test("forget failures with time", async () => {
      await pausesOf(10);
      await pass(16 + 12 * 600);
      expect(await pausesOf(6)).toEqual([0, 0, 0, 0, 0, 1]);
    });

    test("never lock out somebody elsewhere, nor somebody else here", async () => {
      const limits = limitsOf("");
      await pausesOf(20);
      expect(await beginSignIn(limits, attempt)).toBe(900);
      expect(await beginSignIn(limits, { ...attempt, email: "ANN@example.com" })).toBe(900);
      expect(await beginSignIn(limits, { ...attempt, address: "198.51.100.9" })).toBeNull();
      expect(await beginSignIn(limits, { ...attempt, email: "bob@example.com" })).toBeNull();
    });

    test("count attempts at the same moment before any of them has failed", async () => {
      const limits = limitsOf("");
      const waits = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          beginSignIn(index % 2 === 0 ? limits : { ...limits, db: second.db }, attempt),
        ),
      );
      expect(waits.filter((wait) => wait === null)).toHaveLength(5);
    });

    test("begin again after the right password", async () => {
      const limits = limitsOf("sign_in_failures_address=8");
      for (let index = 0; index < 30; index += 1) {
        expect(await beginSignIn(limits, attempt)).toBeNull();
        await completeSignIn(limits, attempt);
      }
      expect(await pausesOf(6)).toEqual([0, 0, 0, 0, 0, 1]);
    });

    test("count nothing that the auth server has not judged", async () => {
      const limits = limitsOf("sign_in_failures_address=8");
      for (let index = 0; index < 30; index += 1) {
        expect(await beginSignIn(limits, attempt)).toBeNull();
        await withdrawSignIn(limits, attempt);
      }
      await pausesOf(5);
      await withdrawSignIn(limits, attempt);
      expect(await pausesOf(2)).toEqual([0, 1]);
    });

    test("take the addresses of one machine's IPv6 network for one", async () => {
      const limits = limitsOf("sign_in_failures_address=2");
      const wait = (address: string) => beginSignIn(limits, { ...attempt, address });
      expect(await wait("2001:db8::1")).toBeNull();
      expect(await wait("2001:db8:0:0:ffff::2")).toBeNull();
      expect(await wait("2001:db8::3")).not.toBeNull();
      expect(await wait("2001:db8:0:1::1")).toBeNull();
    });

    test("hold for all accounts that one address tries", async () => {
      const limits = limitsOf("sign_in_failures_address=10");
      const wait = (index: number, address: string) =>
        beginSignIn(limits, { email: `user-${index}@example.com`, address });
      for (let index = 0; index < 10; index += 1) expect(await wait(index, "a")).toBeNull();
      expect(await wait(10, "a")).toBeGreaterThan(800);
      expect(await wait(11, "b")).toBeNull();
    });
  });
});
