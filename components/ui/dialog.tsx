"use client";

import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";
import "@/components/ui/style-nonce";
import { useReturnFocus } from "@/components/ui/use-return-focus";

export const Dialog = Primitive.Root;
export const DialogClose = Primitive.Close;

/** A dialog that is opened from anywhere. */
export function DialogContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  const returnFocus = useReturnFocus();
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-40 animate-appear bg-[oklch(0_0_0/0.4)]" />
      <Primitive.Content
        className={cn(
          "fixed top-[12dvh] left-1/2 z-50 max-h-[76dvh] w-[calc(100%-2rem)] max-w-xl -translate-x-1/2 rounded-block border bg-raised shadow-overlay",
          className,
        )}
        {...returnFocus}
        {...props}
      />
    </Primitive.Portal>
  );
}

export function DialogTitle({ className, ...props }: ComponentProps<typeof Primitive.Title>) {
  return <Primitive.Title className={cn("text-lg font-semibold", className)} {...props} />;
}
