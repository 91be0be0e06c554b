import { useTranslations } from "next-intl";
import {
  ExchangeSide,
  HeaderBlock,
  PlainText,
  TextBlock,
} from "@/components/evidence/exchange-side";
import { CopyButton } from "@/components/page/copy-button";
import type { SentTexts } from "@/lib/domain/run/test-result";

/** A request whose values were filled in, as it was sent. */
export function SentRequest({ sent }: { sent: SentTexts }) {
  const t = useTranslations("run.exchange");
  return (
    <ExchangeSide title={t("request")} note={t("filled")}>
      <div className="flex items-start justify-between gap-3 border-t px-4 py-3 text-sm">
        <code className="min-w-0 font-mono [overflow-wrap:anywhere]">{sent.endpoint_url}</code>
        <CopyButton text={sent.endpoint_url} />
      </div>
      <HeaderBlock headers={Object.entries(sent.headers_json)} />
      {sent.body !== null && (
        <TextBlock label={t("body")} copyText={sent.body}>
          <PlainText label={t("body")} text={sent.body} />
        </TextBlock>
      )}
    </ExchangeSide>
  );
}
