import { expect, test } from "vitest";
import { parseRateLimits, rateLimitNames } from "@/lib/domain/limits/rate-limits";
import { readText } from "@/tests/support/docs/repository";

const windows: Record<string, number> = {
  "a minute": 60,
  "um minuto": 60,
  "15 minutes": 900,
  "15 minutos": 900,
  "an hour": 3_600,
  "uma hora": 3_600,
};

test.each(["reference/rate-limits.md", "pt-BR/reference/rate-limits.md"])(
  "%s has every limit as it is by default",
  (page) => {
    const text = readText(`docs/${page}`);
    const rows = [...text.matchAll(/^\| `(\w+)` +\| ([\d.,]+) +\| (.+?) +\|/gm)];
    const written = Object.fromEntries(
      rows.map(([, name = "", max = "", within = ""]) => [
        name,
        { max: Number(max.replace(/[.,]/g, "")), windowSeconds: windows[within] },
      ]),
    );
    const parsed = parseRateLimits("");
    expect(written).toEqual(parsed.ok ? parsed.limits : null);
    expect(rows).toHaveLength(rateLimitNames.length);
  },
);
