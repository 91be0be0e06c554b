import { useTranslations } from "next-intl";
import {
  ExchangeSide,
  HeaderBlock,
  PlainText,
  TextBlock,
} from "@/components/evidence/exchange-side";
import { RunResponse } from "@/components/evidence/run-response";
import { CopyButton } from "@/components/page/copy-button";
import { Fact } from "@/components/page/facts";
import { Section } from "@/components/page/section";
import { fillForRun, type FillingRoutine } from "@/components/runs/page/fill-for-run";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDetailDto } from "@/lib/domain/run/run";

type RequestingRoutine = FillingRoutine &
  Pick<RoutineDto, "id" | "http_method" | "secret_ref" | "keep_body">;

type RunExchangeProps = {
  run: RunDetailDto;
  routine: RequestingRoutine;
  /** Headers and bodies of responses before it were removed to save space. */
  responsesRemovedBefore?: string | null;
  now: Date;
};

const wasRemoved = (run: RunDetailDto, before: string | null) =>
  before !== null &&
  Date.parse(run.created_at) <= Date.parse(before) &&
  run.response_body === null &&
  Object.keys(run.response_headers ?? {}).length === 0;

/** The request of the routine as it is now, with the values of the run, and the response that the run got. */
export function RunExchange({
  run,
  routine,
  responsesRemovedBefore = null,
  now,
}: RunExchangeProps) {
  const t = useTranslations("run.exchange");
  return (
    <Section title={t("title")}>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Request routine={routine} run={run} />
        <RunResponse
          run={run}
          leftOutPath={routine.keep_body === "ON_FAILURE" ? `/routines/${routine.id}/edit` : null}
          isRemoved={wasRemoved(run, responsesRemovedBefore)}
          now={now}
        />
      </div>
    </Section>
  );
}

function Request({ routine, run }: { routine: RequestingRoutine; run: RunDetailDto }) {
  const t = useTranslations("run.exchange");
  const filled = fillForRun(routine, run);
  const { endpoint_url, headers_json, body } = filled ?? routine;
  const headers = Object.entries(headers_json);
  return (
    <ExchangeSide title={t("request")} note={t(filled === null ? "asNow" : "asNowFilled")}>
      <div className="flex items-start justify-between gap-3 border-t px-4 py-3 text-sm">
        <code className="min-w-0 font-mono [overflow-wrap:anywhere]">
          <span className="font-medium">{routine.http_method}</span> {endpoint_url}
        </code>
        <CopyButton text={endpoint_url} />
      </div>
      {routine.secret_ref !== null && (
        <dl className="px-4 text-sm">
          <Fact label={t("secret")}>
            <code className="font-mono">{routine.secret_ref}</code>
          </Fact>
        </dl>
      )}
      <HeaderBlock headers={headers} />
      {body !== null && (
        <TextBlock label={t("body")} copyText={body}>
          <PlainText label={t("body")} text={body} />
        </TextBlock>
      )}
    </ExchangeSide>
  );
}
