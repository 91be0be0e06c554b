"use client";

import { AlertDialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import "@/components/ui/style-nonce";
import { useReturnFocus } from "@/components/ui/use-return-focus";

/** Asks before something that can't be undone. Only its buttons and Escape close it. */
export function ConfirmDialog({
  title,
  text,
  onClose,
  children,
}: {
  title: ReactNode;
  text: ReactNode;
  onClose: () => void;
  /** Details, and the buttons. */
  children: ReactNode;
}) {
  const returnFocus = useReturnFocus();
  return (
    <Primitive.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-appear bg-[oklch(0_0_0/0.4)]" />
        <Primitive.Content
          className="fixed top-1/2 left-1/2 z-50 grid w-[calc(100%-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 gap-4 rounded-block border bg-raised p-5 shadow-overlay"
          {...returnFocus}
        >
          <Primitive.Title className="text-lg font-semibold [overflow-wrap:anywhere]">
            {title}
          </Primitive.Title>
          <Primitive.Description className="text-ink-soft">{text}</Primitive.Description>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The button of a `ConfirmDialog` that changes nothing. It has the focus first. */
export function CancelButton({ children }: { children: ReactNode }) {
  return (
    <Primitive.Cancel asChild>
      <Button type="button">{children}</Button>
    </Primitive.Cancel>
  );
}
