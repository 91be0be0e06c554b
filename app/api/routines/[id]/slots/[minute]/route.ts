import { getTranslations } from "next-intl/server";
import { verdictText } from "@/components/slots/verdict-text";
import { chooseLocale } from "@/i18n/locales";
import { minuteParameter, type ExplainedMinuteDto } from "@/lib/domain/slots/slot-page";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { parseInput } from "@/lib/services/parse-input";
import { explainMinute } from "@/lib/services/routines/explain-minute";
import { getRoutine } from "@/lib/services/routines/get-routine";

type Params = { id: string; minute: string };

/** Why the routine ran or didn't run at a minute, in codes and in the language that the caller accepts. */
const explain = handleServiceRoute<Params>(async (context, request, { id, minute: text }) => {
  const { created_at, timezone } = await getRoutine(context, id);
  const { minute } = parseInput(minuteParameter, { minute: text });
  const verdict = await explainMinute(context, id, minute);
  const locale = chooseLocale(undefined, request.headers.get("accept-language"));
  const [slots, schedule] = await Promise.all([
    getTranslations({ locale, namespace: "slots" }),
    getTranslations({ locale, namespace: "schedule" }),
  ]);
  const explanation = verdictText(verdict, created_at, { slots, schedule, locale, timezone });
  return respondJson({ ...verdict, explanation } satisfies ExplainedMinuteDto, {
    headers: { "Content-Language": locale },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  GET: explain,
});
