import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { isBodyCut } from "@/components/evidence/body-cut";
import { ByteSize } from "@/components/evidence/byte-size";
import { HeaderList, PlainText, TextBlock } from "@/components/evidence/text-block";
import { CopyButton } from "@/components/page/copy-button";
import { Fact } from "@/components/page/facts";
import { Section } from "@/components/page/section";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { Link } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDetailDto } from "@/lib/domain/run/run";

type AskingRoutine = Pick<
  RoutineDto,
  "id" | "http_method" | "endpoint_url" | "headers_json" | "body" | "secret_ref" | "keep_body"
>;

/** What is on record about an answer. */
type AnsweredRun = Pick<
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

type RunExchangeProps = { run: RunDetailDto; routine: AskingRoutine; now: Date };

/** Whether anything of an answer is on record that the rest of the page does not say. */
export const hasExchange = (run: AnsweredRun) =>
  run.response_headers !== null || run.remote_address !== null || run.redirects.length > 0;

/** What was asked, and what came back. */
export function RunExchange({ run, routine, now }: RunExchangeProps) {
  const t = useTranslations("run.exchange");
  return (
    <Section title={t("title")}>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Request routine={routine} />
        <RunResponse
          run={run}
          leftOutPath={routine.keep_body === "ON_FAILURE" ? `/routines/${routine.id}/edit` : null}
          now={now}
        />
      </div>
    </Section>
  );
}

type SideProps = { title: string; note?: string; children: ReactNode };

function Side({ title, note, children }: SideProps) {
  return (
    <div className="min-w-0 overflow-hidden rounded-block border bg-raised">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 px-4 py-2">
        <h3 className="font-medium">{title}</h3>
        {note !== undefined && <span className="text-sm text-ink-faint">{note}</span>}
      </div>
      {children}
    </div>
  );
}

/** By name: the order in which they came is not on record. */
const sortedHeaders = (headers: Record<string, string>) =>
  Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));

const toLines = (headers: readonly (readonly [string, string])[]) =>
  headers.map(([name, value]) => `${name}: ${value}`).join("\n");

function Request({ routine }: { routine: AskingRoutine }) {
  const t = useTranslations("run.exchange");
  const headers = Object.entries(routine.headers_json);
  return (
    <Side title={t("request")} note={t("asNow")}>
      <div className="flex items-start justify-between gap-3 border-t px-4 py-3 text-sm">
        <code className="min-w-0 font-mono [overflow-wrap:anywhere]">
          <span className="font-medium">{routine.http_method}</span> {routine.endpoint_url}
        </code>
        <CopyButton text={routine.endpoint_url} />
      </div>
      {routine.secret_ref !== null && (
        <dl className="px-4 text-sm">
          <Fact label={t("secret")}>
            <code className="font-mono">{routine.secret_ref}</code>
          </Fact>
        </dl>
      )}
      {headers.length > 0 && (
        <TextBlock label={t("headers")} copyText={toLines(headers)}>
          <HeaderList headers={headers} />
        </TextBlock>
      )}
      {routine.body !== null && (
        <TextBlock label={t("body")} copyText={routine.body}>
          <PlainText label={t("body")} text={routine.body} />
        </TextBlock>
      )}
    </Side>
  );
}

type RunResponseProps = {
  run: AnsweredRun;
  /** Where the bodies of successes can be had from now on; null where they are kept. */
  leftOutPath: string | null;
  now: Date;
};

/** What came back. */
export function RunResponse({ run, leftOutPath, now }: RunResponseProps) {
  const t = useTranslations("run.exchange");
  const headers = sortedHeaders(run.response_headers ?? {});
  return (
    <Side title={t("response")}>
      <dl className="px-4 text-sm">
        <Fact label={t("status")}>
          {run.http_status ?? <span className="text-ink-faint">{t("noAnswer")}</span>}
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
      {headers.length > 0 && (
        <TextBlock label={t("headers")} copyText={toLines(headers)}>
          <HeaderList headers={headers} />
        </TextBlock>
      )}
      {run.response_headers !== null && <ResponseBody run={run} leftOutPath={leftOutPath} />}
    </Side>
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

/** Each answer that sent the request on, and where it came to rest. */
function RedirectChain({ run }: { run: AnsweredRun }) {
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

function ResponseBody({ run, leftOutPath }: Pick<RunResponseProps, "run" | "leftOutPath">) {
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
        {leftOutPath !== null && bytes !== 0 && run.status === "SUCCESS"
          ? t.rich("bodyLeftOut", {
              edit: (words) => (
                <Link
                  href={leftOutPath}
                  className="text-accent-strong underline underline-offset-2"
                >
                  {words}
                </Link>
              ),
            })
          : t(bytes === 0 ? "bodyEmpty" : "bodyUnknown")}
      </p>
    </TextBlock>
  );
}
