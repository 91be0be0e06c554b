import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";
import { AlertsNav } from "@/components/incidents/alerts-nav";
import { requireContext } from "@/lib/auth/require-context";

export default async function AlertsLayout({ children }: { children: ReactNode }) {
  // A visitor is redirected from here too: what is below would be rendered without its messages.
  await requireContext();
  return (
    <ClientMessages of="app/(dashboard)/alerts/layout.tsx">
      <AlertsNav />
      {children}
    </ClientMessages>
  );
}
