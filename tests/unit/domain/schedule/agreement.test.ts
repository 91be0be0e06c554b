import fc from "fast-check";
import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { cronWords } from "@/components/schedule/cron-words";
import type { GapPolicy } from "@/lib/domain/routine/routine-options";
import { plannedRunsPerDay } from "@/lib/domain/schedule/planned-runs";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import { checkCronExpression, type Schedule } from "@/lib/domain/schedule/schedule";
import { planClaim } from "@/lib/domain/slots/claim-plan";
import { firstSlotOf, upcomingSlots } from "@/lib/domain/slots/routine-slots";
import { DAY_MINUTES, DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";
import messages from "@/messages/en.json";

/**
 * For any expression that is accepted, its words, the preview of its slots and the claims agree. Each is
 * held to a reference that reads the text by itself, and looks at every minute that the clock of a zone
 * shows. The words are read back from the English sentence.
 */

const DAY_NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun"].concat([
  "jul",
  "aug",
  "sep",
  "oct",
  "nov",
  "dec",
]);

type Day = { day: number; month: number; weekday: number; left: number };
type Sense = { minute: (minuteOfDay: number) => boolean; day: (day: Day) => boolean };

/** The values of one field, by the text of crontab(5). */
function readField(text: string, min: number, max: number, names: readonly string[] = []) {
  const toValue = (word: string) =>
    names.includes(word.toLowerCase())
      ? names.indexOf(word.toLowerCase()) + (names.length === 12 ? 1 : 0)
      : Number(word);
  const values = new Set<number>();
  for (const item of text.split(",")) {
    const [range = "", step = "1"] = item.split("/");
    const [low = "", high = low] = range.split("-");
    const isAll = low === "*" || low === "?";
    const from = isAll ? min : toValue(low);
    const to = isAll ? max : toValue(high);
    // A week may end on its Sunday.
    const last = names.length === 7 && to === 0 && from > 0 ? 7 : to;
    for (let each = from; each <= last; each += Number(step)) {
      values.add(names.length === 7 ? each % 7 : each);
    }
  }
  return (value: number) => values.has(value);
}

type DayTest = (date: Day) => boolean;

const anyOf =
  (tests: readonly DayTest[]): DayTest =>
  (date) =>
    tests.some((isMet) => isMet(date));

const isPlace = ({ day, left }: Day, nth: number) =>
  nth === 0 ? left < 7 : day > 7 * (nth - 1) && day <= 7 * nth;

function readExpression(expression: string): Sense {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = expression.split(" ");
  const isMinute = readField(minute, 0, 59);
  const isHour = readField(hour, 0, 23);
  const isMonth = readField(month, 1, 12, MONTH_NAMES);
  const ofMonth = anyOf(
    day.split(",").map((item): DayTest => {
      const [last, back] = /^L(?:-(\d+))?$/i.exec(item) ?? [];
      if (last !== undefined) return ({ left }) => left === Number(back ?? 0);
      const isDay = readField(item, 1, 31);
      return (date) => isDay(date.day);
    }),
  );
  const ofWeek = anyOf(
    weekday.split(",").map((item): DayTest => {
      const [, name = item, place = ""] = /^(\w+?)(#\d|L)$/i.exec(item) ?? [];
      const isWeekday = readField(name, 0, 6, DAY_NAMES);
      if (place === "") return (date) => isWeekday(date.weekday);
      const nth = place.startsWith("#") ? Number(place.slice(1)) : 0;
      return (date) => isWeekday(date.weekday) && isPlace(date, nth);
    }),
  );
  const isEither = !/[*?]/.test(day) && !/[*?]/.test(weekday);
  return {
    minute: (time) => isMinute(time % 60) && isHour(Math.floor(time / 60)),
    day: (date) =>
      isMonth(date.month) &&
      (isEither ? ofMonth(date) || ofWeek(date) : ofMonth(date) && ofWeek(date)),
  };
}

const namesIn = (text: string, names: readonly string[]) =>
  (text.match(/[A-Z][a-z]+/g) ?? []).flatMap((word) => {
    const index = names.indexOf(word.slice(0, 3).toLowerCase());
    return index === -1 ? [] : [index];
  });
const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** The minutes of a day in the first part of a sentence. */
function readTimes(text: string): (time: number) => boolean {
  const spans = [...text.matchAll(/from (\d\d:\d\d) to (\d\d:\d\d)/g)].map(
    ([, from = "", to = ""]) => ({
      from: minutesOf(from),
      to: minutesOf(to),
    }),
  );
  const [first = ""] = text.split(/, from |, (?=from \d\d:)/);
  const isWithin = (time: number) =>
    spans.length === 0 || spans.some(({ from, to }) => from <= time && time <= to);
  if (/^At \d\d:\d\d/.test(first)) {
    const times = (text.match(/\d\d:\d\d/g) ?? []).map(minutesOf);
    return (time) => times.includes(time);
  }
  const [, listed] = /^At minutes? (.*?) of every hour/.exec(first) ?? [];
  if (listed !== undefined) {
    const minutes = (listed.match(/\d+/g) ?? []).map(Number);
    return (time) => minutes.includes(time % 60) && isWithin(time);
  }
  const [, count = "1", unit = ""] = /^Every (?:(\d+) )?(minute|hour)s?/.exec(first) ?? [];
  const step = Number(count) * (unit === "hour" ? 60 : 1);
  const [, start = "0"] = /from minute (\d+) of every hour/.exec(text) ?? [];
  return (time) =>
    spans.length === 0
      ? time >= Number(start) && (time - Number(start)) % step === 0
      : spans.some(({ from, to }) => from <= time && time <= to && (time - from) % step === 0);
}

const PLACES = ["first", "second", "third", "fourth", "fifth"];

function readDaysOfMonth(text: string): ((date: Day) => boolean) | null {
  if (/on (odd|even) days of the month/.test(text)) {
    const rest = text.includes("odd days") ? 1 : 0;
    return ({ day }) => day % 2 === rest;
  }
  const [, list = ""] = /on days? ((?:\d+|to|and|,| )+) of the month/.exec(text) ?? [];
  const spans = [...list.matchAll(/(\d+)(?: to (\d+))?/g)].map(([, from, to]) => [
    Number(from),
    Number(to ?? from),
  ]);
  const backs = [
    ...(text.includes("on the last day of the month") ? [0] : []),
    ...(text.includes("on the last day but one of the month") ? [1] : []),
    ...[...text.matchAll(/on the day (\d+) before the last of the month/g)].map(([, back]) =>
      Number(back),
    ),
  ];
  if (spans.length + backs.length === 0) return null;
  return ({ day, left }) =>
    backs.includes(left) || spans.some(([from = 0, to = 0]) => from <= day && day <= to);
}

function readDaysOfWeek(text: string): ((date: Day) => boolean) | null {
  const places = [
    ...text.matchAll(/on the (first|second|third|fourth|fifth|last) (\w+day) of the month/g),
  ].map(([, place = "", name = ""]) => ({
    nth: PLACES.indexOf(place) + 1,
    weekday: namesIn(name, DAY_NAMES)[0],
  }));
  const plain = text.replace(/on the \w+ \w+day of the month/g, "");
  const [, from = "", to = ""] = /(\w+day) through (\w+day)/.exec(plain) ?? [];
  const named = namesIn(plain, DAY_NAMES);
  const [first = 0] = namesIn(from, DAY_NAMES);
  const [last = 0] = namesIn(to, DAY_NAMES);
  const days =
    from === ""
      ? named
      : Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
  if (days.length + places.length === 0) return null;
  return (date) =>
    days.includes(date.weekday) ||
    places.some(
      ({ nth, weekday }) =>
        weekday === date.weekday && (nth === 0 ? date.left < 7 : Math.ceil(date.day / 7) === nth),
    );
}

function readWords(sentence: string): Sense {
  const months = /, (?:in ([A-Z][^,]*(?:, [A-Z][^,]*)*)|from ([A-Z]\w+) to ([A-Z]\w+))$/.exec(
    sentence,
  );
  const [whole = "", list = "", from = "", to = ""] = months ?? [];
  const listed = namesIn(list, MONTH_NAMES);
  const [low = 0] = namesIn(from, MONTH_NAMES);
  const [high = 11] = namesIn(to, MONTH_NAMES);
  const rest = sentence.slice(0, sentence.length - whole.length);
  const ofMonth = readDaysOfMonth(rest);
  const ofWeek = readDaysOfWeek(rest);
  const isEither = rest.includes(" and also ");
  return {
    minute: readTimes(rest),
    day: (date) => {
      const isMonth =
        list === ""
          ? date.month - 1 >= low && date.month - 1 <= high
          : listed.includes(date.month - 1);
      if (!isMonth) return false;
      if (ofMonth === null || ofWeek === null) return (ofMonth ?? ofWeek ?? (() => true))(date);
      return isEither ? ofMonth(date) || ofWeek(date) : ofMonth(date) && ofWeek(date);
    },
  };
}

/** Every minute of some days around a clock change, as the zone's clock shows it. */
type Shown = { instant: number; wall: number; isFirst: boolean };

function toDay(wall: number): Day {
  const date = new Date(wall);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return {
    day: date.getUTCDate(),
    month: date.getUTCMonth() + 1,
    weekday: date.getUTCDay(),
    left: last - date.getUTCDate(),
  };
}

function showMinutes(timezone: string, change: string): Shown[] {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const start = Date.parse(change) - 2 * DAY_MS;
  let highest = -Infinity;
  return Array.from({ length: 4 * DAY_MINUTES }, (_, index) => {
    const instant = start + index * MINUTE_MS;
    const wall = Date.parse(`${format.format(instant).replace(" ", "T")}Z`);
    const isFirst = wall > highest;
    highest = Math.max(highest, wall);
    return { instant, wall, isFirst };
  });
}

const around = (
  [
    ["America/New_York", "2026-03-08T07:00Z"],
    ["America/New_York", "2026-11-01T06:00Z"],
    ["Europe/Berlin", "2026-03-29T01:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
    ["Asia/Beirut", "2026-03-28T22:00Z"],
    ["America/Sao_Paulo", "2026-03-01T03:00Z"],
    ["UTC", "2028-02-29T00:00Z"],
  ] as const
).map(([timezone, change]) => ({ timezone, shown: showMinutes(timezone, change) }));

/** The slots among these minutes, by what an expression or a sentence means. */
function slotsOf({ minute, day }: Sense, shown: readonly Shown[], gapPolicy: GapPolicy): number[] {
  const named = new Set(times.filter(minute));
  const namesHours = new Set([...named].map((time) => Math.floor(time / 60))).size < 24;
  const known = new Map<number, boolean>();
  const isDay = (wall: number) => {
    const key = Math.floor(wall / DAY_MS);
    const isNamed = known.get(key) ?? day(toDay(wall));
    known.set(key, isNamed);
    return isNamed;
  };
  const isNamed = (wall: number) => named.has((wall / MINUTE_MS) % DAY_MINUTES) && isDay(wall);
  return shown.flatMap(({ wall, instant, isFirst }, index) => {
    if (index === 0) return [];
    let isMadeUp = false;
    if (namesHours && gapPolicy === "RUN_AFTER_GAP") {
      const before = shown[index - 1]?.wall ?? wall;
      for (let skipped = before + MINUTE_MS; skipped < wall; skipped += MINUTE_MS) {
        isMadeUp ||= isNamed(skipped);
      }
    }
    return isMadeUp || (isNamed(wall) && (isFirst || !namesHours)) ? [instant] : [];
  });
}

const value = (min: number, max: number, names: readonly string[] = []) =>
  names.length === 0
    ? fc.integer({ min, max }).map(String)
    : fc.oneof(
        fc.integer({ min, max }).map(String),
        fc.constantFrom(...names.map((name) => name.toUpperCase()), ...names),
      );

const field = (
  min: number,
  max: number,
  names: readonly string[] = [],
  special: readonly string[] = [],
) => {
  const range = fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: max - min });
  const item = fc.oneof(
    { weight: 4, arbitrary: value(min, max, names) },
    { weight: 2, arbitrary: range },
    { weight: 1, arbitrary: fc.tuple(range, step).map(([span, by]) => `${span}/${by}`) },
    { weight: 1, arbitrary: step.map((by) => `*/${by}`) },
    ...(special.length > 0 ? [{ weight: 2, arbitrary: fc.constantFrom(...special) }] : []),
  );
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: item },
    {
      weight: 2,
      arbitrary: fc.array(item, { minLength: 2, maxLength: 4 }).map((items) => items.join(",")),
    },
  );
};

const typed = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        field(0, 59),
        fc.oneof(field(0, 23), field(0, 4)),
        field(1, 31, [], ["L", "L-2", "l", "1,L"]),
        field(1, 12, MONTH_NAMES),
        field(0, 7, DAY_NAMES, ["5L", "MON#2", "sun#1", "FRIL", "3#5", "SAT-SUN"]),
      )
      .map((fields) => fields.join(" ")),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "@hourly",
      "@daily",
      "@weekly",
      "@monthly",
      "@yearly",
      "0 9 ? * MON",
      "0 9 1 * ?",
    ),
  },
);

const times = Array.from({ length: DAY_MINUTES }, (_, time) => time);
const days = Array.from({ length: 2 * 366 }, (_, day) => toDay(Date.UTC(2027, 0, 1 + day)));
/** Following one slot after the other takes most of the time. */
const COMPARED_SLOTS = 25;

const nameOf = ({ day, month, weekday }: Day) => `${month}-${day} ${weekday}`;
const t = createTranslator({ locale: "en", messages, namespace: "schedule" });

test("for any expression that is accepted, the words, the preview and the claims agree", () => {
  let compared = 0;
  fc.assert(
    fc.property(
      typed,
      fc.nat(around.length - 1),
      fc.constantFrom<GapPolicy[]>("SKIP", "RUN_AFTER_GAP"),
      fc.nat(),
      (text, place, gapPolicy, seed) => {
        const { timezone = "UTC", shown = [] } = around[place] ?? {};
        const { expression } = readCronText(text);
        if (!checkCronExpression(expression, timezone, 1).ok) return;
        const sense = readExpression(expression);
        const words = cronWords(text, { t: t as never, locale: "en" }) ?? "";
        const said = readWords(words);
        const perDay = times.filter(said.minute);
        expect([words, ...perDay]).toEqual([words, ...times.filter(sense.minute)]);
        expect([text, words, ...days.filter(said.day).map(nameOf)]).toEqual([
          text,
          words,
          ...days.filter(sense.day).map(nameOf),
        ]);

        const schedule: Schedule = { kind: "cron", expression, timezone, gapPolicy };
        expect(plannedRunsPerDay(schedule)).toBe(perDay.length);
        // From some minute of the two days before the change on.
        const start = new Date(shown[seed % (2 * DAY_MINUTES)]?.instant ?? NaN);
        const ahead = slotsOf(said, shown, gapPolicy).filter((slot) => slot > start.getTime());
        const expected = ahead.slice(0, COMPARED_SLOTS);
        const routine = { schedule, startsAt: null, endsAt: null };
        const endsAt = new Date((shown.at(-1)?.instant ?? NaN) + MINUTE_MS);
        const preview = upcomingSlots(
          { ...routine, endsAt },
          firstSlotOf(routine, start),
          COMPARED_SLOTS,
        );
        expect([text, ...preview.map((slot) => slot.getTime())]).toEqual([text, ...expected]);

        // Ticks come late, each after a few slots.
        for (let index = 0; index < expected.length;) {
          const due = new Date(expected[index] ?? NaN);
          const last = Math.min(index + ((seed + index) % 4), expected.length - 1);
          const latest = new Date(expected[last] ?? NaN);
          const now = new Date(latest.getTime() + 59_000);
          const claim = { ...routine, misfirePolicy: "FIRE_ONCE", offsetSeconds: 0 } as const;
          expect(planClaim({ ...claim, nextRunAt: due, now, horizon: now, rows: [] })).toEqual({
            action: "run",
            slot: latest,
            attempt: 1,
            missedSlots: last - index,
          });
          index = last + 1;
          compared += 1;
        }
      },
    ),
    { numRuns: 120, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(100);
});
