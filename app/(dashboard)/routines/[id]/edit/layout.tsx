import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";

export default function EditRoutineLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages of="app/(dashboard)/routines/[id]/edit/layout.tsx">{children}</ClientMessages>
  );
}
