import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";
import { requireContext } from "@/lib/auth/require-context";

export default async function ReplaysLayout({ children }: { children: ReactNode }) {
  // A visitor is redirected from here too: what is below would be rendered without its messages.
  await requireContext();
  return <ClientMessages of="app/(dashboard)/replays/layout.tsx">{children}</ClientMessages>;
}
