/** A key to press. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-[4px] border bg-sunken px-1 font-mono text-xs text-ink-soft">
      {children}
    </kbd>
  );
}
