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
    expect(readDatabaseUrl(url)).toEqual({ url, isPooled });
  });

  test.each([
    ["?pgbouncer=true", "", true],
    ["?pgbouncer=false", "", false],
    ["?pgbouncer=true&sslmode=require", "?sslmode=require", true],
  ])("loses the parameter of %s, which the server refuses", (given, left, isPooled) => {
    const url = "postgres://a:p%40ss@127.0.0.1:5432/app";
    expect(readDatabaseUrl(`${url}${given}`)).toEqual({ url: `${url}${left}`, isPooled });
  });
});
