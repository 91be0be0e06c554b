import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

/** The look that text fields and selects share. Larger letters on touch: iOS zooms below 16 px. */
export const controlClasses =
  "w-full min-w-0 rounded-control border border-control bg-raised px-3 text-ink placeholder:text-ink-faint focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-failed max-lg:text-lg";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(controlClasses, "h-9 max-lg:h-11", className)} {...props} />;
}
