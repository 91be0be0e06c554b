import {
  AlarmClock,
  Bell,
  Check,
  MessageSquareText,
  RotateCcw,
  Send,
  TriangleAlert,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TimelineEntry } from "@/components/incidents/timeline-entries";
import { RunSentence } from "@/components/pulse/run-sentence";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import { ExactTime } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import { Link, TextLink } from "@/components/ui/link";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";
import type { IncidentEventDto } from "@/lib/domain/incidents/incident";
import type { IncidentEventType } from "@/lib/domain/incidents/incident-options";
import type { RunDto } from "@/lib/domain/run/run";

const icons: Record<IncidentEventType, LucideIcon> = {
  opened: TriangleAlert,
  reopened: RotateCcw,
  acknowledged: Check,
  snoozed: AlarmClock,
  resolved: Check,
  reminder: Bell,
  note: MessageSquareText,
};

const inks: Record<IncidentEventType, string> = {
  opened: "text-failed",
  reopened: "text-failed",
  acknowledged: "text-ink",
  snoozed: "text-ink",
  resolved: "text-success",
  reminder: "text-ink-soft",
  note: "text-ink-soft",
};

type EntryProps = { mark: ReactNode; at: string; children: ReactNode; below?: ReactNode };

function Entry({ mark, at, children, below }: EntryProps) {
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 px-4 py-2.5 sm:grid-cols-[1.25rem_minmax(0,1fr)_auto]">
      <span className="grid h-5 place-items-center">{mark}</span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {children}
        {below}
      </div>
      <ExactTime
        value={at}
        className="text-sm text-ink-faint max-sm:col-start-2 max-sm:row-start-2"
      />
    </li>
  );
}

function EventEntry({ event }: { event: IncidentEventDto }) {
  const t = useTranslations("incidents");
  const Icon = icons[event.type];
  const who = event.actor ?? t("someone");
  return (
    <Entry
      mark={<Icon aria-hidden className={cn("size-4", inks[event.type])} />}
      at={event.at}
      below={
        event.note !== null && (
          <p className="mt-1 max-w-2xl border-l-2 pl-3 whitespace-pre-wrap">{event.note}</p>
        )
      }
    >
      <p>
        <strong className="font-medium">
          {t.rich(`events.${event.type}`, {
            time: () => <ExactTime value={event.snoozed_until ?? event.at} format="minute" />,
          })}
        </strong>{" "}
        {event.type !== "reminder" && (
          <span className="text-ink-soft">{t(`by.${event.source}`, { who })}</span>
        )}
      </p>
    </Entry>
  );
}

function DeliveryEntry({ delivery }: { delivery: DeliveryDto }) {
  const t = useTranslations("incidents");
  const { status, channel_id, channel_name, title, response, response_status } = delivery;
  return (
    <Entry
      mark={
        <Send
          aria-hidden
          className={cn("size-4", status === "FAILED" ? "text-failed" : "text-ink-faint")}
        />
      }
      at={delivery.finished_at ?? delivery.created_at}
      below={
        <>
          {title !== null && <p className="text-sm text-ink-soft">{title}</p>}
          {status !== "SENT" && response !== null && (
            <p className="font-mono text-sm text-ink-faint">
              {[response_status, response].filter((part) => part !== null).join(" ")}
            </p>
          )}
        </>
      }
    >
      <p>
        {t.rich(`message.${status}`, {
          channel: () => (
            <TextLink href={`/alerts/channels/${channel_id}`}>{channel_name}</TextLink>
          ),
        })}
      </p>
    </Entry>
  );
}

function RunEntry({ run }: { run: RunDto }) {
  return (
    <Entry mark={<StatusGlyph state={runState(run)} />} at={run.finished_at ?? run.created_at}>
      <Link href={`/runs/${run.id}`} className="hover:underline">
        <RunSentence run={run} />
      </Link>
    </Entry>
  );
}

/** Runs, changes, messages and notes of an incident, newest first. */
export function IncidentTimeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="divide-y rounded-block border bg-raised">
      {entries.map((entry) => {
        if (entry.kind === "run") return <RunEntry key={entry.id} run={entry.run} />;
        if (entry.kind === "event") return <EventEntry key={entry.id} event={entry.event} />;
        return <DeliveryEntry key={entry.id} delivery={entry.delivery} />;
      })}
    </ol>
  );
}
