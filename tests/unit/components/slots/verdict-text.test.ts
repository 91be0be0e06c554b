import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { verdictText } from "@/components/slots/verdict-text";
import { slotStates } from "@/lib/domain/slots/slot-ledger";
import type { MinuteVerdictDto, SlotEntryDto } from "@/lib/domain/slots/slot-page";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

type Speech = Parameters<typeof verdictText>[2];

const all = { en, "pt-BR": ptBR };

const speechOf = (locale: keyof typeof all): Speech => ({
  slots: createTranslator({
    locale,
    messages: all[locale],
    namespace: "slots",
  }) as unknown as Speech["slots"],
  schedule: createTranslator({
    locale,
    messages: all[locale],
    namespace: "schedule",
  }) as unknown as Speech["schedule"],
  locale,
  timezone: "America/Sao_Paulo",
});

const CREATED = "2026-03-01T00:00:00.000Z";
const MINUTE = "2026-03-01T12:00:00.000Z";

const entry = (overrides: Partial<SlotEntryDto> = {}): SlotEntryDto => ({
  slot: MINUTE,
  state: "SUCCESS",
  runs: [],
  releases: [],
  missed_by: null,
  changed_at: null,
  pause_reason: null,
  bound: null,
  ...overrides,
});

const verdict = (overrides: Partial<MinuteVerdictDto>): MinuteVerdictDto => ({
  minute: MINUTE,
  verdict: "SLOT",
  entry: null,
  previous: null,
  schedule: null,
  ...overrides,
});

const english = (overrides: Partial<MinuteVerdictDto>) =>
  verdictText(verdict(overrides), CREATED, speechOf("en"));

describe("a minute in words", () => {
  test.each<[Partial<MinuteVerdictDto>, string]>([
    [
      { entry: entry() },
      "Mar 1, 2026, 09:00 was a slot. Its outcome: Mar 1, 2026, 09:00: Success.",
    ],
    [
      { entry: entry({ state: "PAUSED", changed_at: "2026-03-01T11:30:00.000Z" }) },
      "Mar 1, 2026, 09:00 was a slot. Its outcome: Mar 1, 2026, 09:00: Paused. The routine was paused on Mar 1, 2026, 08:30.",
    ],
    [
      { entry: entry({ state: "MISSED", missed_by: "run-1" }) },
      "Mar 1, 2026, 09:00 was a slot. Its outcome: Mar 1, 2026, 09:00: Missed. The scheduler didn't run in time. The next slot ran instead: that run counts this one as missed.",
    ],
    [
      {
        verdict: "NO_SLOT",
        schedule: {
          interval_minutes: null,
          cron_expression: "30 9 * * *",
          run_at: null,
          timezone: "America/Sao_Paulo",
          gap_policy: "SKIP",
        },
      },
      "Mar 1, 2026, 09:00 wasn't a slot. The schedule was: At 09:30, every day. There was none before it.",
    ],
    [
      { verdict: "NOT_CREATED" },
      "At Mar 1, 2026, 09:00 the routine didn't exist yet. It was created on Feb 28, 2026, 21:00.",
    ],
  ])("says what happened on the clock of the routine's zone", (overrides, text) => {
    expect(english(overrides)).toBe(text);
  });

  test("is in the reader's language", () => {
    const text = verdictText(verdict({ verdict: "FUTURE" }), CREATED, speechOf("pt-BR"));
    expect(text).toContain("1 de mar. de 2026");
    expect(text).not.toContain("hasn't");
  });

  test.each(slotStates)("has no markup and no empty place for %s", (state) => {
    for (const locale of ["en", "pt-BR"] as const) {
      const shown = entry({
        state,
        missed_by: "run-1",
        changed_at: MINUTE,
        bound: MINUTE,
        pause_reason: "INVALID_SETTINGS",
        runs: [
          {
            id: "run-1",
            attempt: 2,
            status: "ABANDONED",
            is_degraded: false,
            will_retry: false,
            is_fenced: true,
            is_replay: false,
            superseded_by: null,
          },
        ],
        releases: [{ at: MINUTE, reason: "STOPPED" }],
      });
      const text = verdictText(verdict({ entry: shown }), CREATED, speechOf(locale));
      expect(text).not.toMatch(/[<>{}]|slots\.|undefined|null/);
    }
  });
});
