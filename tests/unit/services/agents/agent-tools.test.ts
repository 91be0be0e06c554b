import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import type { KeyScope } from "@/lib/domain/keys/key-options";
import type { Role } from "@/lib/domain/workspace/role";
import { agentTools, describeInput, listAllowedTools } from "@/lib/services/agents/agent-tools";
import { compactEvidence } from "@/lib/services/agents/compact";
import { untrusted } from "@/lib/services/agents/untrusted";

const named = (names: readonly { name: string }[]) => names.map(({ name }) => name);

const withScopes = (scopes: KeyScope[], role: "ADMIN" | "MEMBER" | "VIEWER" = "ADMIN") =>
  named(
    listAllowedTools({
      role,
      actor: {
        userId: null,
        address: null,
        key: { id: "k", name: "K", workspaceId: "w", role, scopes },
      },
    }),
  );

test("every tool has a name of its own, a description and all four hints, which agree", () => {
  expect(new Set(named(agentTools)).size).toBe(agentTools.length);
  for (const { name, title, description, hints, scope, rate } of agentTools) {
    expect(name).toMatch(/^[a-z]+(?:_[a-z]+)+$/);
    expect(title, name).toMatch(/^[A-Z][\w ]+$/);
    expect(description.length, name).toBeGreaterThan(40);
    expect(Object.values(hints), name).toEqual(Array(4).fill(expect.any(Boolean)));
    if (hints.readOnlyHint) expect(hints.destructiveHint, name).toBe(false);
    else expect([scope, rate], name).not.toContain(null);
    if (scope === "read") expect(hints.readOnlyHint, name).toBe(true);
  }
});

test("what can't be undone can be dry", () => {
  const destructive = agentTools.filter(({ hints }) => hints.destructiveHint);
  expect(named(destructive)).toEqual([
    "test_request",
    "delete_routine",
    "run_routine",
    "resolve_incident",
    "apply_file",
  ]);
  for (const { name, input } of destructive) {
    // A test is itself the rehearsal, and records nothing.
    expect(Object.keys(input.shape).includes("dry_run"), name).toBe(name !== "test_request");
  }
});

test("the schema of every tool is an object that is complete in itself and can be read back", () => {
  for (const { name, input } of agentTools) {
    const schema = describeInput(input);
    expect(schema, name).toMatchObject({
      type: "object",
      // A test takes the settings of a routine, whichever.
      ...(name !== "test_request" && { additionalProperties: false }),
      properties: expect.any(Object) as unknown,
    });
    const text = JSON.stringify(schema);
    expect(text, name).not.toContain("#/components/");
    expect(() => z.fromJSONSchema(schema), name).not.toThrow();
    expect(Object.keys(schema.properties as object), name).toEqual(Object.keys(input.shape));
  }
});

test("a caller sees the tools that role and scopes allow, and no other", () => {
  const all = named(agentTools);
  const reading = named(agentTools.filter(({ scope }) => scope === "read"));
  expect(withScopes(["read"])).toEqual(reading);
  expect(reading).not.toContain("run_routine");
  expect(withScopes(["run"])).toEqual(["test_request", "run_routine"]);
  expect(withScopes(["ping"])).toEqual([]);
  expect(withScopes(["read", "write", "run"])).toEqual(all);
  expect(withScopes(["read", "write", "run"], "VIEWER")).toEqual(reading);
  const person = (role: Role) =>
    named(listAllowedTools({ role, actor: { userId: crypto.randomUUID() } }));
  expect(person("VIEWER")).toEqual(reading);
  expect(person("OWNER")).toEqual(all);
});

test("text of others is marked and cut, and no half of a character is left", () => {
  expect(untrusted(null)).toBeNull();
  expect(untrusted("short")).toEqual({ untrusted: "short" });
  expect(untrusted("ab😀", 3)).toEqual({ untrusted: "ab\ufffd", is_cut: true });
});

test("evidence has no values of a query, and only the begin of a body", () => {
  const evidence = compactEvidence({
    ...{ status: "FAIL", is_degraded: false, http_status: 302, duration_ms: 12 },
    ...{ error_code: "HTTP_STATUS", error_detail: null, error_message: null },
    ...{ dns_ms: null, connect_ms: 1, tls_ms: null, first_byte_ms: 2 },
    response_body: "x".repeat(5_000),
    response_headers: { "content-type": "text/plain", "x-request-id": "hidden" },
    broken_rules: [],
    redirects: [{ url: "https://example.com/a?token=hush&b#c", status: 302 }],
    certificate_expires_at: null,
  });
  expect(evidence).toMatchObject({
    redirects: [{ status: 302, url: { untrusted: "https://example.com/a?token=…&…" } }],
    response_body: { is_cut: true },
    content_type: { untrusted: "text/plain" },
  });
  const text = JSON.stringify(evidence);
  expect(text).not.toMatch(/hush|hidden/);
  expect(text.length).toBeLessThan(2_000);
});

test.each(["guides/agents.md", "pt-BR/guides/agents.md"])(
  "the table of docs/%s has every tool with its scope, and no other",
  (page) => {
    const text = readFileSync(`docs/${page}`, "utf8");
    const rows = [...text.matchAll(/^\| `([a-z_]+)` +\| `(\w+)` +\|/gm)];
    expect(rows.map(([, name, scope]) => [name, scope]).toSorted()).toEqual(
      agentTools.map(({ name, scope }) => [name, scope]).toSorted(),
    );
  },
);
