import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { CodeAction, CodeChange, CodeDrift, FieldChange } from "@/lib/domain/code/code-plan";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";

/** What a page shows of a plan at once. */
const MAX_SHOWN = 100;

type Mark = CodeAction | CodeDrift["drift"];

const signs: Record<Mark, string> = {
  create: "+",
  update: "~",
  adopt: "~",
  delete: "−",
  changed: "~",
  deleted: "−",
  added: "+",
  unmanaged: "?",
};

const colors: Record<Mark, string> = {
  create: "text-success",
  update: "text-degraded",
  adopt: "text-accent",
  delete: "text-failed",
  changed: "text-degraded",
  deleted: "text-failed",
  added: "text-success",
  unmanaged: "text-ink-soft",
};

function FieldLine({ kind, text }: { kind: "removed" | "added"; text: string }) {
  const t = useTranslations("code");
  const Tag = kind === "added" ? "ins" : "del";
  return (
    <Tag
      className={cn(
        "grid grid-cols-[1rem_minmax(0,1fr)] px-3 no-underline",
        kind === "added" ? "bg-success/12" : "bg-failed/12",
      )}
    >
      <span aria-hidden className="select-none">
        {kind === "added" ? "+" : "−"}
      </span>
      <span className="[overflow-wrap:anywhere] whitespace-pre-wrap">
        <span className="sr-only">{t(`lines.${kind}`)} </span>
        {text}
      </span>
    </Tag>
  );
}

function Fields({ fields, isNew }: { fields: readonly FieldChange[]; isNew: boolean }) {
  const t = useTranslations("code");
  return (
    <div className="overflow-hidden rounded-control border font-mono text-sm">
      {fields.map(({ path, before, after }) =>
        path === "secret" ? (
          <FieldLine key={path} kind="added" text={t("newSecret")} />
        ) : (
          <div key={path}>
            {!isNew && path !== "key" && (
              <FieldLine kind="removed" text={`${path}: ${stringifyExactJson(before)}`} />
            )}
            <FieldLine kind="added" text={`${path}: ${stringifyExactJson(after)}`} />
          </div>
        ),
      )}
    </div>
  );
}

function Item({
  mark,
  kind,
  name,
  fields,
}: {
  mark: Mark;
  kind: CodeChange["kind"];
  name: string;
  fields: readonly FieldChange[];
}) {
  const t = useTranslations("code");
  return (
    <li className="grid gap-2 px-3 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <span className={cn("font-medium", colors[mark])}>
          <span aria-hidden className="inline-block w-4 font-mono">
            {signs[mark]}
          </span>
          {t(`marks.${mark}`)}
        </span>
        <span className="text-ink-soft">{t(`kinds.${kind}`)}</span>
        <span className="font-mono text-sm [overflow-wrap:anywhere]">{name}</span>
      </p>
      {fields.length > 0 && <Fields fields={fields} isNew={mark === "create"} />}
    </li>
  );
}

const list = "divide-y rounded-block border bg-raised";

/** What an apply does to each thing, with the settings that change. */
export function CodeChanges({ changes }: { changes: readonly CodeChange[] }) {
  const t = useTranslations("code");
  const more = changes.length - MAX_SHOWN;
  return (
    <>
      <ul className={list}>
        {changes.slice(0, MAX_SHOWN).map(({ kind, key, action, fields }) => (
          <Item
            key={`${kind} ${key} ${action}`}
            mark={action}
            kind={kind}
            name={key}
            fields={fields}
          />
        ))}
      </ul>
      {more > 0 && <p className="text-sm text-ink-soft">{t("more", { count: more })}</p>}
    </>
  );
}

/** What was changed by hand since the last apply, and what no file describes. */
export function CodeDriftList({ drift }: { drift: readonly CodeDrift[] }) {
  return (
    <ul className={list}>
      {drift.map(({ kind, key, name, drift: mark, fields }, index) => (
        <Item
          key={index}
          mark={mark}
          kind={kind}
          name={key === null || key === name ? name : `${key} (${name})`}
          fields={fields}
        />
      ))}
    </ul>
  );
}
