import { getTranslations } from "next-intl/server";
import { scheduleWords } from "@/components/schedule/schedule-words";
import { verdictText } from "@/components/slots/verdict-text";
import type { AgentWords } from "@/lib/services/agents/agent-tool";

/** Models read English best, whatever their people speak. */
const locale = "en";

/** What tools say, by the messages of the app. */
export async function readAgentWords(): Promise<AgentWords> {
  const [failures, slots, schedule] = await Promise.all([
    getTranslations({ locale, namespace: "failureCauses" }),
    getTranslations({ locale, namespace: "slots" }),
    getTranslations({ locale, namespace: "schedule" }),
  ]);
  return {
    failure: ({ cause, params }) => ({
      why: failures(`${cause}.cause`, params),
      next: failures(`${cause}.next`, params),
    }),
    minute: (verdict, { created_at, timezone }) =>
      verdictText(verdict, created_at, { slots, schedule, locale, timezone }),
    schedule: (given) => scheduleWords(given, { t: schedule, locale }),
  };
}
