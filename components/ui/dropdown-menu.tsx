"use client";

import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

/** Not modal: everything around a menu stays available, and a click beside it closes it. */
export const DropdownMenu = (props: ComponentProps<typeof Primitive.Root>) => (
  <Primitive.Root modal={false} {...props} />
);
export const DropdownMenuTrigger = Primitive.Trigger;

export function DropdownMenuContent({
  className,
  ...props
}: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          "z-40 min-w-44 animate-appear rounded-block border bg-raised p-1 shadow-overlay",
          className,
        )}
        {...props}
      />
    </Primitive.Portal>
  );
}

type DropdownMenuItemProps = ComponentProps<typeof Primitive.Item> & {
  variant?: "plain" | "destructive";
};

export function DropdownMenuItem({ variant = "plain", ...props }: DropdownMenuItemProps) {
  return (
    <Primitive.Item
      className={cn(
        "flex min-h-8 cursor-pointer items-center gap-2 rounded-control px-2 py-1.5 outline-none select-none data-disabled:cursor-default data-disabled:opacity-60 max-lg:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0",
        variant === "destructive"
          ? "text-failed data-highlighted:bg-failed-wash"
          : "data-highlighted:bg-sunken [&_svg]:text-ink-faint",
      )}
      {...props}
    />
  );
}

export function DropdownMenuSeparator() {
  return <Primitive.Separator className="my-1 border-t" />;
}
