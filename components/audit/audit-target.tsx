import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { auditActions, type AuditAction, type AuditEventDto } from "@/lib/domain/audit/audit-event";

const isKnown = (action: string): action is AuditAction =>
  auditActions.some((known) => known === action);

/** Where a target is shown, while it exists. */
function hrefOf({ target_kind: kind, target_id: id }: AuditEventDto): string | null {
  switch (kind) {
    case "routine":
      return id && `/routines/${id}`;
    case "run":
      return id && `/runs/${id}`;
    case "incident":
      return id && `/alerts/incidents/${id}`;
    case "channel":
      return id && `/alerts/channels/${id}`;
    case "replay":
      return id && `/replays/${id}`;
    case "file":
      return "/settings/code";
    case "maintenance":
      return "/alerts/maintenance";
    case "policy":
      return "/alerts/policy";
    case "tag":
      return "/settings/tags";
    case "secret":
      return "/settings/secrets";
    case "key":
      return "/settings/keys";
    case "member":
    case "invitation":
      return "/settings/members";
    case "workspace":
      return "/settings/workspace";
    default:
      return null;
  }
}

type Words = AuditAction | "routine.paused" | "routine.resumed";
type Key<Action extends string> = Action extends `${infer Kind}.${infer Verb}`
  ? `${Kind}_${Verb}`
  : never;

/** Pausing and resuming are changes of a setting, which people call by other words. */
function wordsOf({ action, changes }: AuditEventDto): Words | null {
  const [change] = changes;
  if (action === "routine.updated" && changes.length === 1 && change?.path === "is_active") {
    return change.after === true ? "routine.resumed" : "routine.paused";
  }
  return isKnown(action) ? action : null;
}

/** The key of a message: a dot would lead into a group of them. */
const keyOf = (words: Words) => words.replace(".", "_") as Key<Words>;

/** What was done, in words, and to what: a link where it still exists. */
export function AuditTarget({ event }: { event: AuditEventDto }) {
  const t = useTranslations("audit");
  const words = wordsOf(event);
  const name = event.target_name ?? "";
  const href = event.target_exists && name !== "" ? hrefOf(event) : null;
  return (
    <p className="[overflow-wrap:anywhere]">
      {words === null ? <code>{event.action}</code> : t(`actions.${keyOf(words)}`)}{" "}
      {href === null ? (
        <span className="font-medium">{name}</span>
      ) : (
        <Link href={href} className="font-medium underline-offset-2 hover:underline">
          {name}
        </Link>
      )}
      {!event.target_exists && <span className="text-ink-faint"> {t("targetGone")}</span>}
    </p>
  );
}
