import { expect, test } from "vitest";
import { minuteParameter } from "@/lib/domain/slots/slot-page";

const read = (minute: string) => minuteParameter.safeParse({ minute }).data?.minute.toISOString();

test.each([
  "2026-01-31T09:00Z",
  "2026-01-31T09:00:00Z",
  "2026-01-31T09:00:00.000Z",
  "2026-01-31T09:00",
  "2026-01-31T09:00:00",
  "2026-01-31T10:00+01:00",
  "2026-01-31T06:00-03:00",
  "2026-01-31T09%3A00Z",
  "2026-01-31T10%3A00%2B01%3A00",
])("%s is a minute of a path", (text) => {
  expect(read(text)).toBe("2026-01-31T09:00:00.000Z");
});

test.each(["noon", "2026-01-31", "2026-13-01T00:00Z", "0000-01-01T00:00Z", "%", "%E0%A4%A", ""])(
  "%s is none",
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);
