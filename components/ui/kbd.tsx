import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

/** A key to press. */
export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      className={cn(
        "inline-grid h-5 min-w-5 place-items-center rounded-[4px] border bg-sunken px-1 font-mono text-xs text-ink-soft",
        className,
      )}
      {...props}
    />
  );
}
