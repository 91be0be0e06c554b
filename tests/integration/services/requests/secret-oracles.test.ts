import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestResultDto } from "@/lib/domain/run/test-result";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import type { ServiceContext } from "@/lib/services/context";
import { testRequest } from "@/lib/services/requests/test-request";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();

/** Two secrets of one length, which differ in every character after the first eight. */
const secrets = {
  TRUE: "sk_live_51HxQz7Jm2Kd9Rt4Vb8Nw3Yc",
  OTHER: "sk_live_60GyPa8Kn3Lf0Su5Wc9Mx4Zd",
};
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";

let echo: Endpoint;
let context: ServiceContext;

/** Gives back the credential in its body, in a header, in a header's name, and as a host. */
beforeAll(async () => {
  echo = await startEndpoint((request, response) => {
    const sent = String(request.headers.authorization);
    const value = sent.replace("Bearer ", "");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(302, {
        "content-type": "application/json",
        "x-request-id": value,
        etag: String(request.headers["x-guess"] ?? ""),
        [`x-ratelimit-${value}`]: "7",
        location: `https://${value.replaceAll("_", "-")}.example.com/next`,
      });
      const body = { sent, characters: Array.from(value), typed: Buffer.concat(chunks).toString() };
      response.end(JSON.stringify(body));
    });
  });
  const { context: base } = await createTestWorkspace(database.db);
  const env = Object.fromEntries(
    Object.entries(secrets).flatMap(([name, value]) => [
      [`ROUTINE_SECRET_${name}`, value],
      [`ROUTINE_SECRET_${name}__ORIGINS`, echo.url],
      [`ROUTINE_SECRET_${name}__WORKSPACES`, base.workspaceId],
    ]),
  );
  context = {
    ...base,
    secrets: loadSecrets(env, { allow: base.egress.allow, isSignUpOpen: true }),
  };
});
afterAll(() => echo.close());

const send = (name: keyof typeof secrets, input: Record<string, unknown>) =>
  testRequest(context, {
    endpoint_url: echo.url,
    http_method: "POST",
    auth_mode: "SECRET_REF",
    secret_ref: name,
    ...input,
  });

/** What a test shows, but for how long it took. */
const shown = ({ status, http_status, error_code, error_message, ...rest }: TestResultDto) => ({
  status,
  http_status,
  error_code,
  error_message,
  response_headers: { ...rest.response_headers, date: null },
  response_body: rest.response_body,
  response_bytes: rest.response_bytes,
  broken_rules: rest.broken_rules,
  redirects: rest.redirects,
});

/** The rules that ask six questions at once about the character at a place: one for each of its bits. */
const askAt = (place: number) =>
  [0, 1, 2, 3, 4, 5].map((bit) => {
    const members = Array.from(alphabet)
      .filter((_, index) => (index >> bit) % 2 === 1)
      .join("");
    return { type: "body", operator: "matches", value: `Bearer .{${place}}[${members}]` };
  });

const guessesAt = (place: number) => {
  const known = secrets.TRUE.slice(0, place + 1);
  const later = secrets.TRUE.slice(place);
  return [
    { type: "body", operator: "contains", value: known },
    { type: "body", operator: "not_contains", value: later },
    { type: "body", operator: "contains", value: `"${secrets.TRUE.charAt(place)}"` },
    { type: "json", path: "/sent", operator: "equals", value: `Bearer ${secrets.TRUE}` },
    { type: "json", path: `/characters/${place}`, operator: "equals", value: known.slice(-1) },
    { type: "json", path: `/characters/${place}`, operator: "exists" },
    { type: "header", name: "x-request-id", value: place === 0 ? secrets.TRUE : known },
    { type: "header", name: `x-ratelimit-${secrets.TRUE}`, value: "7" },
    { type: "header", name: "location", value: `https://${known}.example.com/next` },
  ];
};

describe("rules say nothing about a secret that an endpoint echoes", () => {
  test("32 tests with six patterns each can't tell two secrets apart", async () => {
    for (let place = 0; place < 32; place += 1) {
      const input = { success_rules: askAt(place) };
      expect(shown(await send("TRUE", input))).toEqual(shown(await send("OTHER", input)));
    }
  });

  test("guesses at its text, its JSON and its headers are all answered alike", async () => {
    for (let place = 0; place < 32; place += 1) {
      const input = { success_rules: guessesAt(place) };
      expect(shown(await send("TRUE", input))).toEqual(shown(await send("OTHER", input)));
    }
  });
});

test("nothing that is shown holds a secret, in names and hosts neither", async () => {
  const answer = shown(await send("TRUE", {}));
  expect(answer.error_message).toContain("redirected to https://[secret].example.com");
  expect(answer).toMatchObject({
    response_headers: {
      "x-request-id": "[secret]",
      "x-ratelimit-[secret]": "7",
      location: "https://[secret].example.com/next",
    },
  });
  expect(JSON.stringify(answer).toLowerCase()).not.toContain("51hxqz");
});

test("a guess that is sent along comes back as it was, right or wrong", async () => {
  for (const guess of [secrets.TRUE.slice(0, 12), secrets.OTHER.slice(0, 12)]) {
    const answer = await send("TRUE", { headers_json: { "X-Guess": guess }, body: guess });
    expect(answer.response_headers?.etag).toBe(guess);
    expect(answer.response_body).toContain(`"typed":"${guess}"`);
  }
});
