/** The directions between the layers. What a layer may import is listed; everything else is refused. */

const layer = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from },
  to: {
    path: "^(app|components|db|lib|scripts|bench|tests|proxy|instrumentation(-node)?|i18n)(/|\\.ts)",
    pathNot: allowed,
  },
});

const packages = (name, from, forbidden, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: forbidden },
});

const configuration = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        path: "^(components|db|lib)/",
        pathNot: "\\.d\\.ts$",
      },
      to: {},
    },
    layer("domain", "^lib/domain/", "^lib/domain/"),
    layer("env", "^lib/(env|log)\\.ts$", "^lib/(env|log)\\.ts$|^lib/domain/"),
    layer("db", "^db/", "^(db|lib/domain)/|^lib/env\\.ts$"),
    layer("egress", "^lib/egress/", "^lib/(domain|egress)/"),
    layer(
      "services",
      "^lib/services/(?!context\\.ts$)",
      "^(db|lib/domain|lib/egress|lib/services)/|^lib/log\\.ts$",
    ),
    layer(
      "services-context",
      "^lib/services/context\\.ts$",
      "^(db|lib/domain|lib/egress|lib/services)/|^lib/(env|log)\\.ts$",
    ),
    layer("auth", "^lib/auth/", "^lib/(auth|domain|services|http)/|^lib/(env|log)\\.ts$"),
    layer("http", "^lib/http/", "^lib/(auth|domain|services|http)/|^lib/(env|log)\\.ts$"),
    layer("components", "^components/", "^(components|lib/domain)/"),
    layer(
      "app",
      "^(app/|proxy\\.ts|instrumentation(-node)?\\.ts|i18n/)",
      "^(app|components|i18n|lib/(auth|domain|http|services))/|^instrumentation-node\\.ts$|^lib/(env|log)\\.ts$",
    ),
    packages(
      "domain-is-pure",
      "^lib/domain/",
      "^(node:|fs|http|https|net|dns|process)|node_modules/(?!zod)",
      "lib/domain has no clock, no I/O and no environment",
    ),
    packages(
      "no-framework-below-the-app",
      "^(db|lib/(domain|egress|services))/",
      "node_modules/(next|react|react-dom|next-intl|@supabase)/",
      "services, database and egress know nothing of Next.js, React or Supabase",
    ),
    packages(
      "drizzle-stays-in-db",
      "^(app|components|lib/(auth|http|domain|egress))/",
      "node_modules/(drizzle-orm|postgres)/",
      "SQL is written in db/ and used by services",
    ),
    packages(
      "undici-stays-in-egress",
      "^(app|components|db|lib/(?!egress))",
      "node_modules/undici/",
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.opspulse)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

export default configuration;
