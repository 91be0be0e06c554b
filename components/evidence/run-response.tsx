import { useTranslations } from "next-intl";
import {
  ExchangeSide,
  HeaderBlock,
  PlainText,
  TextBlock,
} from "@/components/evidence/exchange-side";
import { CopyButton } from "@/components/page/copy-button";
import { Fact } from "@/components/page/facts";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import { isBodyCut } from "@/lib/domain/run/body-cut";
import type { RunDetailDto } from "@/lib/domain/run/run";

const KILOBYTE = 1_024;

/** What a run has on record about the response. */
type ResponseOnRecord = Pick<
  RunDetailDto,
  | "status"
  | "http_status"
  | "remote_address"
  | "certificate_expires_at"
  | "response_bytes"
  | "response_headers"
  | "response_body"
  | "redirects"
>;

/** Whether anything is on record about a response that the rest of the page does not say. */
export const hasResponse = (run: ResponseOnRecord) =>
  run.response_headers !== null || run.remote_address !== null || run.redirects.length > 0;

/** By name: the order in which they came is not on record. */
const sortedHeaders = (headers: Record<string, string>) =>
  Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));

type RunResponseProps = {
  run: ResponseOnRecord;
  /** The page that can turn on keeping the bodies of successes; null where they are kept. */
  leftOutPath: string | null;
  /** Headers and body were removed to save space. */
  isRemoved?: boolean;
  now: Date;
};

/** What the endpoint sent back. */
export function RunResponse({ run, leftOutPath, isRemoved = false, now }: RunResponseProps) {
  const t = useTranslations("run.exchange");
  const headers = sortedHeaders(run.response_headers ?? {});
  return (
    <ExchangeSide title={t("response")}>
      <dl className="px-4 text-sm">
        <Fact label={t("status")}>
          {run.http_status ?? <span className="text-ink-faint">{t("noResponse")}</span>}
        </Fact>
        {run.response_bytes !== null && (
          <Fact label={t("size")}>
            <ByteSize bytes={run.response_bytes} />
          </Fact>
        )}
        {run.remote_address !== null && (
          <Fact label={t("address")}>
            <code className="font-mono">{run.remote_address}</code>
            <CopyButton text={run.remote_address} />
          </Fact>
        )}
        {run.certificate_expires_at !== null && (
          <Fact label={t("certificate")}>
            <CertificateExpiry at={run.certificate_expires_at} now={now} />
          </Fact>
        )}
        {run.redirects.length > 0 && (
          <Fact label={t("redirects")} isWide>
            <RedirectChain run={run} />
          </Fact>
        )}
      </dl>
      <HeaderBlock headers={headers} />
      {run.response_headers !== null && (
        <ResponseBody run={run} leftOutPath={leftOutPath} isRemoved={isRemoved} />
      )}
    </ExchangeSide>
  );
}

function CertificateExpiry({ at, now }: { at: string; now: Date }) {
  const t = useTranslations("run.exchange");
  const isAhead = Date.parse(at) > now.getTime();
  return (
    <>
      {t.rich(isAhead ? "expires" : "expired", {
        time: () => <RelativeTime value={at} ahead={isAhead} />,
      })}{" "}
      <ExactTime value={at} format="date" className="text-ink-faint" />
    </>
  );
}

/** Each response that redirected the request, and the final one. */
function RedirectChain({ run }: { run: ResponseOnRecord }) {
  const t = useTranslations("run.exchange");
  return (
    <ol className="grid gap-1">
      {run.redirects.map(({ url, status }, index) => (
        <li key={index}>
          {status} <code className="font-mono">{url}</code>
        </li>
      ))}
      <li className="text-ink-soft">
        {run.http_status === null ? t("chainBroke") : t("chainEnd", { status: run.http_status })}
      </li>
    </ol>
  );
}

function ResponseBody({
  run,
  leftOutPath,
  isRemoved,
}: Pick<RunResponseProps, "run" | "leftOutPath"> & { isRemoved: boolean }) {
  const t = useTranslations("run.exchange");
  const { response_body: body, response_bytes: bytes } = run;
  if (body !== null) {
    return (
      <TextBlock
        label={t("body")}
        copyText={body}
        {...(isBodyCut(body, bytes) && { note: t("cut") })}
      >
        <PlainText label={t("body")} text={body} />
      </TextBlock>
    );
  }
  return (
    <TextBlock label={t("body")} copyText={null}>
      <p className="text-ink-soft">
        {isRemoved
          ? t("bodyRemoved")
          : leftOutPath !== null && bytes !== 0 && run.status === "SUCCESS"
            ? t.rich("bodyLeftOut", {
                edit: (words) => <TextLink href={leftOutPath}>{words}</TextLink>,
              })
            : t(bytes === 0 ? "bodyEmpty" : "bodyUnknown")}
      </p>
    </TextBlock>
  );
}

/** A number of bytes in the unit that fits it. */
function ByteSize({ bytes }: { bytes: number }) {
  const t = useTranslations("run");
  return (
    <span className="tabular-nums">
      {bytes < KILOBYTE
        ? t("bytes", { count: bytes })
        : t("kilobytes", { count: bytes / KILOBYTE })}
    </span>
  );
}
