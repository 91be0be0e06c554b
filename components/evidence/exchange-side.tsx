import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/page/copy-button";

type ExchangeSideProps = { title: string; note?: string; children: ReactNode };

/** The request or the response of a run, as a card. */
export function ExchangeSide({ title, note, children }: ExchangeSideProps) {
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

type TextBlockProps = {
  label: string;
  /** What is put on the clipboard; null where there is nothing to copy. */
  copyText: string | null;
  note?: ReactNode;
  children: ReactNode;
};

/** A part of a request or a response under its name, as wide as its card. */
export function TextBlock({ label, copyText, note, children }: TextBlockProps) {
  return (
    <div className="border-t px-4 py-3 text-sm">
      <div className="flex min-h-7 items-center justify-between gap-3">
        <h4 className="text-ink-faint">{label}</h4>
        <span className="flex items-center gap-2">
          {note !== undefined && <span className="text-right text-ink-faint">{note}</span>}
          {copyText !== null && <CopyButton text={copyText} />}
        </span>
      </div>
      {children}
    </div>
  );
}

/** Text as it came. It wraps, and is scrolled where it is long, by keys too. */
export function PlainText({ label, text }: { label: string; text: string }) {
  return (
    <pre
      role="group"
      aria-label={label}
      tabIndex={0}
      className="mt-1 max-h-80 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}

type Headers = readonly (readonly [name: string, value: string])[];

/** Headers, a line each: under each other where there is room for both columns. */
export function HeaderBlock({ headers }: { headers: Headers }) {
  const t = useTranslations("run.exchange");
  if (headers.length === 0) return null;
  const copyText = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return (
    <TextBlock label={t("headers")} copyText={copyText}>
      <dl className="mt-1 grid gap-y-1 font-mono">
        {headers.map(([name, value]) => (
          <div
            key={name}
            className="sm:grid sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)] sm:gap-x-3"
          >
            <dt className="[overflow-wrap:anywhere] text-ink-soft">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </TextBlock>
  );
}
