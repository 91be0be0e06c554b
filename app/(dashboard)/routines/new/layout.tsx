import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";

export default function NewRoutineLayout({ children }: { children: ReactNode }) {
  return <ClientMessages of="app/(dashboard)/routines/new/layout.tsx">{children}</ClientMessages>;
}
