import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

export function Label({ className, htmlFor, ...props }: ComponentProps<"label">) {
  return (
    <label
      htmlFor={htmlFor}
      className={cn("block text-sm font-medium text-ink", className)}
      {...props}
    />
  );
}
