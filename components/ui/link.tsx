import NextLink from "next/link";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

export { useLinkStatus } from "next/link";

/**
 * A link within the app. It does not prefetch: pages are rendered for their reader on request, so a
 * prefetch would load a frame without content, for every link in sight.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}

/** A link within text. */
export function TextLink({ className, ...props }: ComponentProps<typeof NextLink>) {
  return (
    <Link className={cn("text-accent-strong underline underline-offset-2", className)} {...props} />
  );
}
