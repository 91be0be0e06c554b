import { toJsonNumber } from "@/lib/domain/json/exact-json";
import type { RuleFault } from "@/lib/domain/run/run-evidence";
import type { RuleOf, RuleType, SuccessRule } from "@/lib/domain/run/success-rule";
import type { EndpointResponse } from "@/lib/services/success-rules/judge-response";
import en from "@/messages/en.json";

const { faults } = en.run.broken;

type RuleCase<Type extends RuleType> = {
  /** Rules with every operator and every part, in the order in which a form sends them. */
  rules: readonly [RuleOf<Type>, ...RuleOf<Type>[]];
  /** A routine can have the same rule twice: it is harmless. */
  mayRepeat: boolean;
  /** The first rule in English and in Portuguese. */
  words: readonly [string, string];
  /** A response that meets the first rule. */
  met: Partial<EndpointResponse>;
  /** Responses that break the first rule: what they had instead, in English for the API and on screen. */
  broken: readonly [BrokenCase, ...BrokenCase[]];
  /** Rules that are refused, each with the path and the code of its problem. */
  refused: readonly (readonly [unknown, string])[];
};

type BrokenCase = {
  response: Partial<EndpointResponse>;
  found: string | null;
  fault?: RuleFault;
  explanation: string;
  /** What the page of the run says, after the rule itself. */
  onScreen: string;
};

/** Everything that holds for a type of rule, by example. */
export const ruleFixture: { [Type in RuleType]: RuleCase<Type> } = {
  status: {
    rules: [{ type: "status", accept: ["2xx", "404", "500-503"] }],
    mayRepeat: false,
    words: ["Status is 2xx, 404, or 500-503", "O status é 2xx, 404 ou 500-503"],
    met: { status: 404 },
    broken: [
      {
        response: { status: 405 },
        found: "405",
        explanation: "The status is 405 and should be 2xx or 404 or 500-503.",
        onScreen: "Found 405",
      },
    ],
    refused: [
      [{ type: "status", accept: [] }, "accept rule_status_invalid"],
      [{ type: "status", accept: ["6xx"] }, "accept.0 rule_status_invalid"],
    ],
  },
  duration: {
    rules: [
      { type: "duration", max_ms: 800, otherwise: "DEGRADED" },
      { type: "duration", max_ms: 2_000, otherwise: "FAIL" },
    ],
    mayRepeat: false,
    words: [
      "Responds within 800 ms, else degraded",
      "Responde em até 800 ms, senão fica degradada",
    ],
    met: { durationMs: 800 },
    broken: [
      {
        response: { durationMs: 801 },
        found: "801",
        explanation: "It took 801 ms, more than 800 ms.",
        onScreen: "It took 801 ms",
      },
    ],
    refused: [
      [{ type: "duration", max_ms: 0 }, "max_ms rule_duration_out_of_range"],
      [{ type: "duration", max_ms: 30_001 }, "max_ms rule_duration_out_of_range"],
      [{ type: "duration", max_ms: 1, otherwise: "LATE" }, "otherwise rule_outcome_unknown"],
    ],
  },
  certificate: {
    rules: [{ type: "certificate", min_days: 14 }],
    mayRepeat: false,
    words: [
      "Certificate is valid for at least 14 more days",
      "O certificado é válido por pelo menos mais 14 dias",
    ],
    met: { certificateExpiresAt: new Date("2026-04-01T00:00:00Z") },
    broken: [
      {
        response: { certificateExpiresAt: new Date("2026-03-09T00:00:00Z") },
        found: "2026-03-09",
        explanation: "The certificate expires on 2026-03-09, in less than 14 days.",
        onScreen: "It expires on 2026-03-09",
      },
      {
        response: { certificateExpiresAt: null },
        found: null,
        fault: "no_certificate",
        explanation: "There is no certificate, and it should be valid for at least 14 days.",
        onScreen: faults.no_certificate,
      },
    ],
    refused: [
      [{ type: "certificate", min_days: 0 }, "min_days rule_days_out_of_range"],
      [{ type: "certificate", min_days: 366 }, "min_days rule_days_out_of_range"],
    ],
  },
  body: {
    rules: [
      { type: "body", operator: "contains", value: "ok" },
      { type: "body", operator: "not_contains", value: " " },
      { type: "body", operator: "equals", value: "OK", ignore_case: true },
      { type: "body", operator: "matches", value: "^\\d+$" },
    ],
    mayRepeat: true,
    words: ["Body contains ok", "O corpo contém ok"],
    met: { body: { text: "it is ok" } },
    broken: [
      {
        response: { body: { text: "it is not" } },
        found: null,
        explanation: 'The body does not contain "ok".',
        onScreen: "",
      },
      {
        response: { body: { fault: "unreadable" } },
        found: null,
        fault: "unreadable",
        explanation: 'The body cannot be unpacked as a whole, and should contain "ok".',
        onScreen: faults.unreadable,
      },
    ],
    refused: [
      [{ type: "body", operator: "contains", value: "" }, "value rule_value_required"],
      [{ type: "body", operator: "like", value: "a" }, "operator rule_operator_unknown"],
      [
        { type: "body", operator: "contains", value: "a", ignore_case: "yes" },
        "ignore_case rule_ignore_case_not_boolean",
      ],
      [
        { type: "body", operator: "matches", value: "a".repeat(201) },
        "value rule_pattern_too_long",
      ],
      [
        { type: "body", operator: "contains", value: "a".repeat(1_001) },
        "value rule_value_too_long",
      ],
    ],
  },
  json: {
    rules: [
      { type: "json", path: "$.status", operator: "equals", value: "up" },
      { type: "json", path: "/id", operator: "equals", value: toJsonNumber("9007199254740993") },
      {
        type: "json",
        path: "$.items[*].ok",
        operator: "one_of",
        value: ["up", 1],
        quantifier: "any",
      },
      { type: "json", path: "$.count", operator: "between", value: [-0.5, 10] },
      { type: "json", path: "/items", operator: "length", value: [1, null] },
      { type: "json", path: "/items", operator: "length", value: 3 },
      { type: "json", path: "/tags", operator: "contains", value: "a" },
      { type: "json", path: "/tags", operator: "not_contains", value: 1 },
      { type: "json", path: "/version", operator: "matches", value: "^v\\d+" },
      { type: "json", path: "/error", operator: "not_equals", value: null },
      { type: "json", path: "/items/0", operator: "exists" },
      { type: "json", path: "/error", operator: "not_exists" },
      { type: "json", path: "$.count", operator: "greater_than", value: 0.5 },
      { type: "json", path: "$.count", operator: "less_than", value: -1e21 },
    ],
    mayRepeat: true,
    words: ['JSON at $.status equals "up"', 'O JSON em $.status é igual a "up"'],
    met: { body: { text: '{"status":"up"}' } },
    broken: [
      {
        response: { body: { text: '{"status":"down"}' } },
        found: '"down"',
        explanation: '$.status is "down" and should equal "up".',
        onScreen: 'Found "down"',
      },
      {
        response: { body: { text: "{}" } },
        found: null,
        fault: "missing",
        explanation: '$.status is missing and should equal "up".',
        onScreen: faults.missing,
      },
    ],
    refused: [
      [{ type: "json", path: "/a", operator: "equals" }, "value rule_value_required"],
      [
        { type: "json", path: "/a", operator: "less_than", value: "1" },
        "value rule_number_required",
      ],
      [{ type: "json", path: "/a", operator: "equals", value: [] }, "value rule_value_not_scalar"],
      [{ type: "json", path: "a".repeat(201), operator: "exists" }, "path rule_path_invalid"],
    ],
  },
  header: {
    rules: [
      { type: "header", name: "Content-Type", operator: "equals", value: "text/plain" },
      { type: "header", name: "Content-Type", operator: "contains", value: "text" },
      { type: "header", name: "Server", operator: "not_contains", value: "beta" },
      { type: "header", name: "X-Version", operator: "matches", value: "^2\\." },
      { type: "header", name: "X-Version", operator: "exists" },
      { type: "header", name: "X-Error", operator: "not_exists" },
    ],
    mayRepeat: true,
    words: [
      "Header Content-Type equals text/plain",
      "O cabeçalho Content-Type é igual a text/plain",
    ],
    met: { headers: { "content-type": "text/plain" } },
    broken: [
      {
        response: { headers: { "content-type": "text/html" } },
        found: "text/html",
        explanation: 'The header Content-Type is "text/html" and should equal "text/plain".',
        onScreen: "Found text/html",
      },
      {
        response: { headers: {} },
        found: null,
        fault: "missing",
        explanation: 'The header Content-Type is missing and should equal "text/plain".',
        onScreen: faults.missing,
      },
    ],
    refused: [
      [{ type: "header", name: "", operator: "equals", value: "a" }, "name rule_header_invalid"],
      [{ type: "header", name: "A", operator: "equals", value: " " }, "value rule_value_required"],
    ],
  },
};

/** A response that holds little, of the moment at which the examples are judged. */
export const plainResponse: EndpointResponse = {
  status: 200,
  durationMs: 120,
  headers: {},
  body: { text: "" },
  certificateExpiresAt: null,
  now: new Date("2026-03-02T12:00:00Z"),
};

/** A part of each type's rules, in the order in which a form sends them: as many as a routine can have. */
export const someRules: SuccessRule[] = Object.values(ruleFixture).flatMap(
  ({ rules }): readonly SuccessRule[] => rules.slice(0, 5),
);

/** One rule of every type and operator. */
export const everyRule: SuccessRule[] = Object.values(ruleFixture).flatMap(
  ({ rules }): readonly SuccessRule[] => rules,
);
