import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";

export default function ImportLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages of="app/(dashboard)/routines/import/layout.tsx">{children}</ClientMessages>
  );
}
