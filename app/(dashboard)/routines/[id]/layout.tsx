import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";

export default function RoutineLayout({ children }: { children: ReactNode }) {
  return <ClientMessages of="app/(dashboard)/routines/[id]/layout.tsx">{children}</ClientMessages>;
}
