import cronstrue from "cronstrue";
import "cronstrue/locales/pt_BR";
import { CronError, parseCron, type CronFields } from "@/lib/domain/schedule/cron";

const languages: Record<string, string> = { en: "en", "pt-BR": "pt_BR" };

function readCron(expression: string): CronFields | null {
  try {
    return parseCron(expression);
  } catch (error) {
    if (error instanceof CronError) return null;
    throw error;
  }
}

/** A cron expression in the words of a language; null for one that cannot be scheduled. */
export function cronWords(expression: string, locale: string): string | null {
  const fields = readCron(expression);
  if (fields === null) return null;
  const [, hour = "", dayOfMonth, , dayOfWeek] = expression.trim().split(/\s+/);
  return cronstrue.toString(expression, {
    locale: languages[locale] ?? "en",
    use24HourTimeFormat: true,
    // A time of day alone does not say that it is daily.
    verbose: dayOfMonth === "*" && dayOfWeek === "*" && !hour.includes("*"),
    logicalAndDayFields: !fields.eitherDay,
  });
}
