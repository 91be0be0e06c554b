import type en from "@/messages/en.json";

/** A top-level group of messages, such as `routines`. */
type Namespace = keyof typeof en;

const formNamespaces = [
  "curl",
  "draft",
  "failureCauses",
  "routineForm",
  "rules",
  "run",
  "schedule",
  "testRequest",
  "values",
] as const;

/**
 * The messages that each layout sends to the browser, by the layout's path: those of the client
 * components below it, without what the layouts around it send. All messages would be a third of a page.
 */
export const layoutNamespaces = {
  "app/layout.tsx": ["common", "databaseDown", "errorPage", "offline"],
  "app/(auth)/layout.tsx": ["auth", "failures", "invitation", "time"],
  "app/(dashboard)/layout.tsx": [
    "bulk",
    "cronFaults",
    "cronFields",
    "cronHints",
    "errorCodes",
    "failures",
    "live",
    "nav",
    "palette",
    "problems",
    "pulse",
    "roles",
    "routine",
    "routines",
    "runSentence",
    "settings",
    "shortcuts",
    "status",
    "tags",
    "time",
    "workspace",
  ],
  "app/(dashboard)/alerts/layout.tsx": ["alertPolicy", "channels", "chart", "incidents", "push"],
  "app/(dashboard)/routines/import/layout.tsx": ["imports", "schedule"],
  "app/(dashboard)/routines/new/layout.tsx": formNamespaces,
  "app/(dashboard)/routines/[id]/layout.tsx": [
    "alertPolicy",
    "chart",
    "replays",
    "runs",
    "trigger",
  ],
  "app/(dashboard)/replays/layout.tsx": ["replays"],
  "app/(dashboard)/routines/[id]/edit/layout.tsx": formNamespaces,
  "app/(dashboard)/runs/[id]/layout.tsx": ["ai"],
  "app/(dashboard)/settings/layout.tsx": ["ai", "code", "keys", "members", "secrets"],
  "app/(dashboard)/alerts/maintenance/layout.tsx": ["maintenance"],
  "app/design/layout.tsx": [
    "draft",
    "errorCodes",
    "failures",
    "health",
    "pulse",
    "runSentence",
    "runs",
    "status",
    "time",
    "trigger",
  ],
} as const satisfies Record<string, readonly Namespace[]>;

/** The path of a layout that sends messages. */
export type MessagesLayout = keyof typeof layoutNamespaces;
