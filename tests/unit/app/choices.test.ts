import { beforeAll, expect, it, vi } from "vitest";
import { renewChoices } from "@/app/choices";

beforeAll(() => {
  vi.stubEnv("APP_URL", "https://ops.example.com");
  vi.stubEnv("DATABASE_URL", "postgres://localhost/unused");
  vi.stubEnv("SUPABASE_URL", "http://localhost:1");
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "unused");
});

it("what was chosen in a browser lives on with its session, for 30 days, and on https alone", () => {
  const kept = {
    httpOnly: true,
    maxAge: 30 * 24 * 60 * 60,
    path: "/",
    sameSite: "lax",
    secure: true,
  };
  expect(
    renewChoices([
      { name: "theme", value: "dark" },
      { name: "something", value: "else" },
      { name: "workspace", value: "an-id" },
    ]),
  ).toEqual([
    { ...kept, name: "theme", value: "dark" },
    { ...kept, name: "workspace", value: "an-id" },
  ]);
});
