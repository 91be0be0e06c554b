import { CircleAlert, CircleCheck } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

type AlertProps = ComponentProps<"div"> & { variant?: "failed" | "success" };

/**
 * Shows the result of an action where the eye is. A failure interrupts a screen reader, success
 * waits.
 */
export function Alert({ variant = "failed", className, children, ...props }: AlertProps) {
  const failed = variant === "failed";
  const Icon = failed ? CircleAlert : CircleCheck;
  return (
    <div
      role={failed ? "alert" : "status"}
      className={cn(
        "flex gap-2.5 rounded-control border px-3 py-2.5",
        failed ? "border-failed/40 bg-failed-wash" : "bg-sunken",
        className,
      )}
      {...props}
    >
      <Icon
        aria-hidden
        className={cn("mt-0.5 size-4 shrink-0", failed ? "text-failed" : "text-success")}
      />
      <div className="min-w-0 grow">{children}</div>
    </div>
  );
}
