import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { FailureSentence } from "@/components/evidence/failure-sentence";
import { RunAdvice } from "@/components/evidence/run-advice";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { renderText } from "@/tests/support/render-markup";
import { runDetail } from "@/tests/support/run-detail";

const failed = (given: Partial<RunDetailDto>) => runDetail({ status: "FAIL", ...given });

const expired = failed({
  http_status: null,
  error_code: "TLS",
  error_message:
    "a.example could not be trusted: its certificate has expired, on 2026-03-01. Renew it.",
});
const redirected = failed({
  http_status: 302,
  error_code: "HTTP_STATUS",
  error_message: "The endpoint redirected elsewhere with status 302.",
});

describe("the outcome of a run in a sentence", () => {
  it.each([
    ["has the cause of an error", "en", expired, "Failed: TLS certificate expired."],
    [
      "has the status of a response",
      "en",
      redirected,
      "Failed: the server responded with 302 after 200 ms.",
    ],
    [
      "has the kind of an error that says no more",
      "en",
      failed({ error_code: "TLS" }),
      "Failed: the secure connection couldn't be established.",
    ],
    ["is in the reader's language", "pt-BR", expired, "Falha: Certificado TLS expirado."],
  ] as const)("%s", (_name, locale, run, sentence) => {
    expect(renderText(createElement(FailureSentence, { run }), { locale })).toBe(sentence);
  });
});

it("says its advice once, also where the message of the error ends in it", () => {
  const advice =
    "Check whether a deployment or maintenance is running. If not, check the load of the server.";
  const run = failed({
    http_status: 503,
    error_code: "HTTP_STATUS",
    error_message: `The endpoint responded with 503 Service Unavailable. ${advice}`,
  });
  const text = renderText(createElement(RunAdvice, { run }));
  expect(text.split(advice)).toHaveLength(2);
  expect(text).toContain("The endpoint responded with 503 Service Unavailable.");
});

describe("the advice on a redirect", () => {
  it("is to follow it or to use its target, and nothing else", () => {
    const text = renderText(createElement(RunAdvice, { run: redirected }));
    expect(text).toContain(
      "Use the final URL in the routine, or let the routine follow redirects.",
    );
    expect(text).not.toMatch(/logs|expects/i);
  });
});
