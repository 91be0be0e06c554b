import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";

export default function DesignLayout({ children }: { children: ReactNode }) {
  return <ClientMessages of="app/design/layout.tsx">{children}</ClientMessages>;
}
