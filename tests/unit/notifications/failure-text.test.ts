import { describe, expect, it } from "vitest";
import { locales } from "@/i18n/locales";
import { failureCauses } from "@/lib/domain/run/explain-failure";
import { explainFailureText } from "@/lib/notifications/failure-text";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";
import { runDetail } from "@/tests/support/run-detail";

const messages = { en, "pt-BR": ptBR };

describe("why a run failed, in words", () => {
  it.each(locales)(
    "every cause has a title, a reason and a next step in %s, and no other",
    (locale) => {
      const texts = messages[locale].failureCauses;
      expect(Object.keys(texts).sort()).toEqual([...failureCauses].sort());
      for (const text of Object.values(texts)) {
        expect(Object.keys(text)).toEqual(["title", "cause", "next"]);
        expect(text.title.length).toBeLessThanOrEqual(45);
      }
    },
  );

  it("the numbers of the run are in it", () => {
    const run = runDetail({
      is_degraded: true,
      duration_ms: 2_100,
      broken_rules: [
        {
          rule: { type: "duration", max_ms: 1_500, otherwise: "DEGRADED" },
          found: "2100",
          fault: null,
        },
      ],
    });
    expect(explainFailureText("en", run)?.cause).toBe(
      "It counts as a success, but it took 2,100 ms, and the routine's rule allows 1,500 ms.",
    );
    expect(explainFailureText("pt-BR", run)?.cause).toContain("2.100 ms, e a regra da rotina");
  });

  it("a limit that isn't known isn't invented", () => {
    const run = runDetail({ is_degraded: true, duration_ms: 2_100 });
    expect(explainFailureText("en", run)?.cause).toContain(
      "2,100 ms, longer than the routine's rule allows.",
    );
  });

  it("the status is in the title", () => {
    const run = runDetail({ status: "FAIL", error_code: "HTTP_STATUS", http_status: 503 });
    expect(explainFailureText("en", run)?.title).toBe("Service unavailable (503)");
    expect(explainFailureText("pt-BR", run)?.title).toBe("Serviço indisponível (503)");
  });

  it("the end of a certificate is in it", () => {
    expect(explainFailureText("en", runDetail(), "certificate")?.cause).toContain("2026-06-01");
  });

  it("a success has none", () => {
    expect(explainFailureText("en", runDetail())).toBeNull();
  });
});
