import type { ComponentProps } from "react";
import { Link } from "@/components/ui/link";

export function AuthLink(props: ComponentProps<typeof Link>) {
  return (
    <Link
      className="rounded-mark py-1 text-accent underline-offset-4 hover:text-accent-strong hover:underline"
      {...props}
    />
  );
}
