import NextLink from "next/link";
import type { ComponentProps } from "react";

export { useLinkStatus } from "next/link";

/**
 * A link within the app. Nothing is fetched before it is followed: pages are made for their reader at
 * the moment, so that a prefetch would bring a frame without its content, for each link in sight.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
