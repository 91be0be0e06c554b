"use client";

import { Command as Primitive } from "cmdk";
import type { ComponentProps } from "react";

export const Command = Primitive;

export function CommandInput(props: ComponentProps<typeof Primitive.Input>) {
  return (
    <Primitive.Input
      className="h-12 w-full min-w-0 bg-transparent text-lg outline-none placeholder:text-ink-faint"
      {...props}
    />
  );
}

export function CommandList(props: ComponentProps<typeof Primitive.List>) {
  return (
    <Primitive.List
      className="max-h-[min(24rem,56dvh)] scroll-py-2 overflow-y-auto p-1.5"
      {...props}
    />
  );
}

export function CommandGroup(props: ComponentProps<typeof Primitive.Group>) {
  return (
    <Primitive.Group
      className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-ink-faint"
      {...props}
    />
  );
}

export function CommandItem(props: ComponentProps<typeof Primitive.Item>) {
  return (
    <Primitive.Item
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2 py-1 select-none data-[disabled=true]:cursor-default data-[disabled=true]:opacity-60 data-[selected=true]:bg-accent-wash max-lg:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-faint"
      {...props}
    />
  );
}
