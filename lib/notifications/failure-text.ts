import { createTranslator } from "use-intl/core";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";
import {
  explainFailure,
  type ExplainedPart,
  type ExplainedRun,
} from "@/lib/domain/run/explain-failure";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

/** Plain text, unescaped: `title` names the cause in a few words, the others are whole sentences. */
export type FailureText = { title: string; cause: string; next: string };

const messages = { en, "pt-BR": ptBR };

/**
 * Why a run failed and what to do, by a fixed rule and without React; null where there is nothing to
 * explain. Its texts hold no URL, and nothing that an endpoint or a user wrote.
 */
export function explainFailureText(
  locale: ChannelLanguage,
  run: ExplainedRun,
  part: ExplainedPart = "outcome",
): FailureText | null {
  const explanation = explainFailure(run, part);
  if (explanation === null) return null;
  const { cause, params } = explanation;
  const t = createTranslator({ locale, messages: messages[locale], namespace: "failureCauses" });
  return {
    title: t(`${cause}.title`, params),
    cause: t(`${cause}.cause`, params),
    next: t(`${cause}.next`, params),
  };
}
