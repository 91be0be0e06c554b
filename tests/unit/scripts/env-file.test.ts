import { execFileSync } from "node:child_process";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { toDotenv } from "@/scripts/stack/env-file";

describe("the env file", () => {
  const values = [
    "postgres://postgres:secret@127.0.0.1:5432/postgres",
    "postgres://user:p%40ss@host/db?sslmode=require&application_name=x",
    "with spaces # and a hash",
    "$(touch nothing) `touch nothing` $HOME",
    "",
  ];

  it.each(values)("is read back unchanged by a dotenv parser: %s", (value) => {
    expect(parseEnv(toDotenv({ NAME: value })).NAME).toBe(value);
  });

  it.each([...values, "it's quoted"])("is read back unchanged by a shell: %s", (value) => {
    const script = `${toDotenv({ NAME: value })}printf %s "$NAME"`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(value);
  });
});
