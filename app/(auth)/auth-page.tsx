import type { ComponentProps, ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";

type AuthPageProps = {
  title: ReactNode;
  lead?: ReactNode;
  /** Links to the other pages, below. */
  links?: ReactNode;
  children?: ReactNode;
};

/** The frame of these pages: a heading, a lead, the content, and links. */
export function AuthPage({ title, lead, links, children }: AuthPageProps) {
  return (
    <>
      <Card className="grid gap-4 sm:p-6">
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          {lead && <p className="mt-1 text-ink-soft">{lead}</p>}
        </div>
        {children}
      </Card>
      {links && <div className="grid justify-items-center gap-2 text-ink-soft">{links}</div>}
    </>
  );
}

/** A link to another page. */
export function AuthLink(props: ComponentProps<typeof Link>) {
  return (
    <Link
      className="rounded-mark py-1 text-accent underline-offset-4 hover:text-accent-strong hover:underline"
      {...props}
    />
  );
}
