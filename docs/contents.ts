/**
 * The pages of the documentation in their order: the sidebar, the links to the next page and the lists in
 * `docs/README.md` follow it. A page is the path of its file below `docs/`, without `.md`; its title and
 * its line in the lists are the first heading and the first sentence of the file. Its translation is the
 * file of the same path below `docs/pt-BR/`.
 */
export const docsSections = [
  { key: "start", pages: ["quick-start", "faq"] },
  {
    key: "concepts",
    pages: [
      "concepts/slots",
      "concepts/leases",
      "concepts/misfires",
      "concepts/replays",
      "concepts/incidents",
      "concepts/heartbeats",
      "glossary",
    ],
  },
  {
    key: "deploy",
    pages: [
      "guides/deploy-vercel-supabase",
      "guides/deploy-one-machine",
      "guides/deploy-docker",
      "guides/deploy-many-machines",
    ],
  },
  {
    key: "guides",
    pages: [
      "guides/success-rules",
      "guides/values",
      "guides/alerts",
      "guides/secrets",
      "guides/api",
      "guides/agents",
      "guides/as-code",
      "guides/as-code-github-actions",
      "guides/heartbeats",
    ],
  },
  {
    key: "migrate",
    pages: [
      "guides/import",
      "guides/from-cron-job-org",
      "guides/from-crontab",
      "guides/from-github-actions",
      "guides/from-eventbridge",
      "guides/from-uptime-kuma",
      "guides/from-healthchecks",
      "guides/from-vercel",
    ],
  },
  {
    key: "operations",
    pages: [
      "operations/doctor",
      "operations/monitoring",
      "operations/free-plans",
      "operations/backups",
      "operations/upgrades",
      "scaling",
      "operations/distributed-postgresql",
    ],
  },
  {
    key: "reference",
    pages: [
      "api",
      "reference/variables",
      "reference/errors",
      "reference/code-file",
      "reference/problems",
      "reference/rate-limits",
      "reference/safe-to-repeat",
      "reference/audit-log",
      "reference/command-line",
      "incidents",
      "security",
      "performance",
      "DB_OVERVIEW",
      "dependencies",
    ],
  },
  { key: "developers", pages: ["how-to", "decisions"] },
] as const;

export type DocsSectionKey = (typeof docsSections)[number]["key"];

/** Pages that are in English only; every other page has a translation. */
export const englishOnly: readonly string[] = [
  "api",
  "scaling",
  "performance",
  "dependencies",
  "how-to",
  "decisions",
];
