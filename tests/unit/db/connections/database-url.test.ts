import { describe, expect, test } from "vitest";
import { readDatabaseUrl } from "@/db/connections/database-url";

describe("the URL of a database", () => {
  test.each([
    ["postgres://a:b@127.0.0.1:5432/app", false],
    ["postgres://a:b@127.0.0.1/app?sslmode=require", false],
    ["postgresql://db.example.com/app", false],
    ["postgres://a:b@not-pooler.supabase.com.example.com/app", false],
    ["postgres://a:b@127.0.0.1:6543/app", true],
    ["postgres://a.ref:b@aws-0-eu-central-1.pooler.supabase.com:5432/postgres", true],
    ["postgres://a.ref:b@aws-0-eu-central-1.pooler.supabase.com:6543/postgres", true],
  ])("%s is left as it is (pooled: %s)", (url, isPooled) => {
    expect(readDatabaseUrl(url)).toEqual({ urls: [url], isPooled, mustWrite: false });
  });

  test("that names several servers is one for each, and a server that only reads won't do", () => {
    expect(
      readDatabaseUrl(
        "postgres://a:p%40,s@[::1]:5433,db-2:5432,db-3/app?target_session_attrs=primary",
      ),
    ).toEqual({
      urls: [
        "postgres://a:p%40,s@[::1]:5433/app",
        "postgres://a:p%40,s@db-2:5432/app",
        "postgres://a:p%40,s@db-3/app",
      ],
      isPooled: false,
      mustWrite: true,
    });
  });

  test.each([
    ["?pgbouncer=true", "", true],
    ["?pgbouncer=false", "", false],
    ["?pgbouncer=true&sslmode=require", "?sslmode=require", true],
  ])("loses the parameter of %s, which the server refuses", (given, left, isPooled) => {
    const url = "postgres://a:p%40ss@127.0.0.1:5432/app";
    expect(readDatabaseUrl(`${url}${given}`)).toEqual({
      urls: [`${url}${left}`],
      isPooled,
      mustWrite: false,
    });
  });
});
