import type { ReactNode } from "react";
import { CopyButton } from "@/components/page/copy-button";

type TextBlockProps = {
  label: string;
  /** What is put on the clipboard; null where there is nothing to copy. */
  copyText: string | null;
  note?: ReactNode;
  children: ReactNode;
};

/** A part of a request or an answer under its name, as wide as its card. */
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

/** Headers, a line each: under each other where there is room for both columns. */
export function HeaderList({ headers }: { headers: readonly (readonly [string, string])[] }) {
  return (
    <dl className="mt-1 grid gap-y-1 font-mono">
      {headers.map(([name, value]) => (
        <div key={name} className="sm:grid sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)] sm:gap-x-3">
          <dt className="[overflow-wrap:anywhere] text-ink-soft">{name}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
