import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { cronWords } from "@/components/schedule/cron-words";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

type Speech = Parameters<typeof cronWords>[1];

/** The screens don't know the arguments of each message; a translator that is made here does. */
const speak = (locale: string, messages: typeof en | typeof ptBR): Speech => ({
  t: createTranslator({ locale, messages, namespace: "schedule" }) as unknown as Speech["t"],
  locale,
});
const english = speak("en", en);
const portuguese = speak("pt-BR", ptBR);

describe("a cron expression in words", () => {
  it.each([
    ["* * * * *", "Every minute", "A cada minuto"],
    ["*/5 * * * *", "Every 5 minutes", "A cada 5 minutos"],
    ["0 * * * *", "At minute 0 of every hour", "No minuto 0 de cada hora"],
    ["17 * * * *", "At minute 17 of every hour", "No minuto 17 de cada hora"],
    ["0 9 * * *", "At 09:00, every day", "Às 09:00, todos os dias"],
    [
      "30 14 * * 1-5",
      "At 14:30, Monday through Friday",
      "Às 14:30, de segunda-feira a sexta-feira",
    ],
    ["0 9 * * 7", "At 09:00, on Sunday", "Às 09:00, aos domingos"],
    ["0 9 * * 0,7", "At 09:00, on Sunday", "Às 09:00, aos domingos"],
    ["0 9 * * SAT-SUN", "At 09:00, on Saturday and Sunday", "Às 09:00, aos sábados e aos domingos"],
    ["0 9 * * 5-7", "At 09:00, Friday through Sunday", "Às 09:00, de sexta-feira a domingo"],
    ["0 9 * * 0-4", "At 09:00, Sunday through Thursday", "Às 09:00, de domingo a quinta-feira"],
    [
      "0 0 1 1 *",
      "At 00:00, on day 1 of the month, in January",
      "Às 00:00, no dia 1 do mês, em janeiro",
    ],
    [
      "0 0 1,15,28-31 6-9 *",
      "At 00:00, on days 1, 15 and 28 to 31 of the month, from June to September",
      "Às 00:00, nos dias 1, 15 e 28 a 31 do mês, de junho a setembro",
    ],
    [
      "*/10 8-17 * * 1-5",
      "Every 10 minutes, from 08:00 to 17:50, Monday through Friday",
      "A cada 10 minutos, das 08:00 às 17:50, de segunda-feira a sexta-feira",
    ],
    ["0 8-18 * * *", "Every hour, from 08:00 to 18:00", "A cada hora, das 08:00 às 18:00"],
    ["0 */6 * * *", "Every 6 hours", "A cada 6 horas"],
    [
      "5,35 8-20 * * *",
      "At minutes 5 and 35 of every hour, from 08:00 to 20:59",
      "Nos minutos 5 e 35 de cada hora, das 08:00 às 20:59",
    ],
    [
      "1-59/2 * * * *",
      "Every 2 minutes, from minute 1 of every hour",
      "A cada 2 minutos, a partir do minuto 1 de cada hora",
    ],
  ])("%s is %s, and in Portuguese %s", (expression, inEnglish, inPortuguese) => {
    expect(cronWords(expression, english)).toBe(inEnglish);
    expect(cronWords(expression, portuguese)).toBe(inPortuguese);
  });

  it.each([
    ["*/59 * * * *", "At minutes 0 and 59 of every hour"],
    ["0-59/40 * * * *", "At minutes 0 and 40 of every hour"],
    ["0 */5 * * *", "At 00:00, 05:00, 10:00, 15:00 and 20:00, every day"],
    ["30 */7 * * *", "At 00:30, 07:30, 14:30 and 21:30, every day"],
    ["0 0 1 */5 *", "At 00:00, on day 1 of the month, in January, June and November"],
    ["0 9 * * */2", "At 09:00, on Tuesday, Thursday, Saturday and Sunday"],
    ["0 0 */2 * *", "At 00:00, on odd days of the month"],
    ["0 0 2-30/2 * *", "At 00:00, on even days of the month"],
  ])("a step that doesn't come round is said value by value: %s is %s", (expression, words) => {
    expect(cronWords(expression, english)).toBe(words);
  });

  it.each([
    ["0,20,40 * * * *", "At minutes 0, 20 and 40 of every hour"],
    ["0 0,12 * * *", "At 00:00 and 12:00, every day"],
    ["0 1-5,12 * * *", "At 01:00, 02:00, 03:00, 04:00, 05:00 and 12:00, every day"],
  ])("a list names each of its values: %s is %s", (expression, words) => {
    expect(cronWords(expression, english)).toBe(words);
  });

  it("two kinds of days that must both match are told from two of which one will do", () => {
    expect(cronWords("0 9 13 * FRI", english)).toBe(
      "At 09:00, on day 13 of the month and also on Friday",
    );
    expect(cronWords("0 9 */2 * FRI", english)).toBe(
      "At 09:00, on odd days of the month, where that is on Friday",
    );
  });

  it.each([
    ["0 9 L * *", "At 09:00, on the last day of the month", "Às 09:00, no último dia do mês"],
    [
      "0 9 15,L-1 * *",
      "At 09:00, on day 15 of the month and on the last day but one of the month",
      "Às 09:00, no dia 15 do mês e no penúltimo dia do mês",
    ],
    [
      "0 9 * * MON#2",
      "At 09:00, on the second Monday of the month",
      "Às 09:00, na segunda segunda-feira do mês",
    ],
    [
      "0 9 * * 7L",
      "At 09:00, on the last Sunday of the month",
      "Às 09:00, no último domingo do mês",
    ],
  ])("%s is %s, and in Portuguese %s", (expression, inEnglish, inPortuguese) => {
    expect(cronWords(expression, english)).toBe(inEnglish);
    expect(cronWords(expression, portuguese)).toBe(inPortuguese);
  });

  it.each(["", "0 9 * *", "0 0 30 2 *", "61 * * * *"])(
    "%j has no words: it can't be scheduled",
    (expression) => {
      expect(cronWords(expression, english)).toBeNull();
    },
  );
});
