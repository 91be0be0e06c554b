/** The directions between the layers. What a layer may import is listed; everything else is refused. */

const layer = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from },
  to: {
    path: "^(app|cli|components|db|lib|scripts|bench|tests|proxy|instrumentation(-node)?|i18n)(/|\\.ts)",
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

/**
 * The rooms of `components/`, floor by floor from the bottom. A room imports itself and the floors
 * below its own, so rooms of one floor never import each other. A new room is entered here first.
 */
const floors = [
  ["ui", "time"],
  ["hydration"],
  ["page", "pulse", "schedule"],
  ["durations", "evidence", "tags", "usage"],
  ["live", "forms"],
  ["alert-policy", "commands"],
  ["shell"],
  [
    "audit",
    "channels",
    "docs",
    "incidents",
    "landing",
    "maintenance",
    "operator",
    "overview",
    "replays",
    "routines",
    "runs",
    "settings",
    "slots",
  ],
];

const directionsOfRooms = floors.flatMap((rooms, floor) =>
  rooms.map((room) => {
    const below = floors.slice(0, floor).flat();
    return {
      name: `room-${room}`,
      severity: "error",
      from: { path: `^components/${room}/` },
      to: { path: "^components/", pathNot: `^components/(${[room, ...below].join("|")})/` },
    };
  }),
);

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
    layer(
      "env",
      "^lib/(env|log|per-process|version|require-node)\\.ts$",
      "^lib/(env|log)\\.ts$|^lib/(domain|sealing)/",
    ),
    layer("db", "^db/", "^(db|lib/domain)/|^lib/(env|per-process)\\.ts$"),
    layer("egress", "^lib/egress/", "^lib/(domain|egress|sealing)/|^lib/per-process\\.ts$"),
    layer(
      "services",
      "^lib/services/(?!context\\.ts$|instance/)",
      "^(db|lib/domain|lib/egress|lib/notifications|lib/sealing|lib/services)/|^lib/(log|per-process|version)\\.ts$",
    ),
    layer(
      "notifications",
      "^lib/notifications/",
      "^(db|lib/domain|lib/egress|lib/notifications|lib/sealing)/|^lib/(log|per-process)\\.ts$",
    ),
    layer("sealing", "^lib/sealing/", "^lib/(domain|sealing)/"),
    layer(
      "services-context",
      "^lib/services/(context\\.ts$|instance/)",
      "^(db|lib/domain|lib/egress|lib/notifications|lib/sealing|lib/services)/|^lib/(env|log|per-process|version)\\.ts$",
    ),
    layer("auth", "^lib/auth/", "^lib/(auth|domain|services|http)/|^lib/(env|log)\\.ts$"),
    layer(
      "http",
      "^lib/http/",
      "^lib/(auth|domain|services|http)/|^lib/(env|log|per-process)\\.ts$",
    ),
    layer("command-line", "^cli/", "^(cli|lib/domain)/"),
    layer("components", "^components/", "^(components|lib/domain)/"),
    ...directionsOfRooms,
    {
      name: "components-are-in-a-room",
      comment: "a room that is not among the floors would have no direction",
      severity: "error",
      from: { path: `^components/(?!(${floors.flat().join("|")})/)` },
      to: {},
    },
    {
      name: "folders-import-their-room",
      comment:
        "a folder within a room builds on the room's own files, and on no other folder of it",
      severity: "error",
      from: { path: "^components/([^/]+)/([^/]+)/" },
      to: { path: "^components/$1/[^/]+/", pathNot: "^components/$1/$2/" },
    },
    {
      name: "rooms-import-none-of-their-folders",
      severity: "error",
      from: { path: "^components/([^/]+)/[^/]+$" },
      to: { path: "^components/$1/[^/]+/" },
    },
    layer(
      "app",
      "^(app/|proxy\\.ts|instrumentation(-node)?\\.ts|i18n/)",
      "^(app|components|i18n|lib/(auth|domain|http|services))/|^cli/served-program\\.ts$|^instrumentation-node\\.ts$|^lib/(env|log|version|require-node)\\.ts$",
    ),
    packages(
      "domain-is-pure",
      "^lib/domain/",
      "^(node:|fs|http|https|net|dns|process)|node_modules/(?!zod)",
      "lib/domain has no clock, no I/O and no environment",
    ),
    packages(
      "no-framework-below-the-app",
      "^(db|lib/(domain|egress|notifications/(?!email/)|sealing|services))/",
      "node_modules/(next|react|react-dom|next-intl|@supabase)/",
      "services, database and egress know nothing of Next.js, React or Supabase; emails are written in React",
    ),
    packages(
      "drizzle-stays-in-db",
      "^(app|components|lib/(auth|http|domain|egress|sealing))/",
      "node_modules/(drizzle-orm|postgres)/",
      "SQL is written in db/ and used by services",
    ),
    packages(
      "no-client-beside-the-egress-guard",
      "^(app|components|db|lib)/",
      "node_modules/undici/",
      "every request of the app goes through lib/egress, which reads HTTP itself",
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
