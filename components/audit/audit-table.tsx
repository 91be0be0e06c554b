import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { AuditChanges } from "@/components/audit/audit-changes";
import { AuditTarget } from "@/components/audit/audit-target";
import { withQuery } from "@/components/page/query";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { Link } from "@/components/ui/link";
import type { AuditEventDto } from "@/lib/domain/audit/audit-event";

/** Who did it: a link to everything that they did. */
function Actor({ event, path }: { event: AuditEventDto; path: string }) {
  const t = useTranslations("audit");
  const { actor_id, actor_email, key_id, key_name } = event;
  if (actor_id === null && key_id === null) return <>{t("system")}</>;
  const query = actor_id === null ? { key_id: key_id ?? "" } : { actor: actor_id };
  return (
    <>
      <Link href={withQuery(path, query)} className="[overflow-wrap:anywhere] hover:underline">
        {actor_id === null && (
          <KeyRound aria-label={t("key")} className="mr-1 inline size-3.5 text-ink-faint" />
        )}
        {actor_email ?? key_name ?? actor_id ?? key_id}
      </Link>
      {!event.actor_exists && (
        <span className="text-ink-faint"> {t(actor_id === null ? "keyGone" : "memberGone")}</span>
      )}
    </>
  );
}

/** The events of the audit log, newest first. On a phone each is a card; roles keep them a table. */
export function AuditTable({ events, path }: { events: readonly AuditEventDto[]; path: string }) {
  const t = useTranslations("audit");
  return (
    <div className="overflow-hidden rounded-block border bg-raised">
      <table role="table" className="w-full text-left text-sm max-md:block">
        <thead role="rowgroup" className="border-b bg-sunken text-ink-faint max-md:sr-only">
          <tr role="row" className="*:h-9 *:px-4 *:font-medium *:whitespace-nowrap">
            {(["what", "who", "when"] as const).map((key) => (
              <th key={key} scope="col" role="columnheader">
                {t(`columns.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          role="rowgroup"
          className="divide-y *:align-top max-md:block max-md:*:block max-md:*:px-4 max-md:*:py-2.5 md:[&>tr>*]:px-4 md:[&>tr>*]:py-2.5"
        >
          {events.map((event) => (
            <tr key={event.id} role="row">
              <td role="cell" className="max-md:block md:w-1/2">
                <AuditTarget event={event} />
                <AuditChanges changes={event.changes} />
              </td>
              <td role="cell" className="text-ink-soft max-md:mt-1 max-md:block">
                <p>
                  <Actor event={event} path={path} />
                </p>
                {event.address !== null && (
                  <p className="font-mono text-ink-faint">{event.address}</p>
                )}
              </td>
              <td
                role="cell"
                className="text-ink-soft max-md:mt-1 max-md:block md:whitespace-nowrap"
              >
                <RelativeTime value={event.at} />
                <ExactTime
                  value={event.at}
                  format="clock"
                  className="text-ink-faint max-md:ml-2 md:block"
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
