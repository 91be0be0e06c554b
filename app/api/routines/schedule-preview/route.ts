import { getTranslations } from "next-intl/server";
import { scheduleWords } from "@/components/schedule/schedule-words";
import { chooseLocale } from "@/i18n/locales";
import type { WordedPreviewDto } from "@/lib/domain/schedule/schedule-preview";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { previewSchedule } from "@/lib/services/routines/preview-schedule";

/** A schedule in words, in the language that the caller accepts, and its next slots. */
const preview = handleServiceRoute(async (context, request) => {
  const schedule = await previewSchedule(context, readQuery(request));
  const locale = chooseLocale(undefined, request.headers.get("accept-language"));
  const t = await getTranslations({ locale, namespace: "schedule" });
  const words = scheduleWords(schedule, { t, locale });
  return respondJson({ words, ...schedule } satisfies WordedPreviewDto, {
    headers: { "Content-Language": locale },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: preview });
