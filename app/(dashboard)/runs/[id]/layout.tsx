import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";

export default function RunLayout({ children }: { children: ReactNode }) {
  return <ClientMessages of="app/(dashboard)/runs/[id]/layout.tsx">{children}</ClientMessages>;
}
