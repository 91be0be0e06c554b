import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import { boxesOf, toMermaid, toSvg } from "@/scripts/docs/draw-tables";
import { readTables, type ReadTable } from "@/scripts/docs/read-tables";
import { tableGroups, tableTexts, type TableGroup } from "@/scripts/docs/table-texts";

const words = {
  en: {
    title: "Database overview",
    lead: [
      "What the tables hold, how they depend on each other, who may touch them, and how long a row lives. It is made",
      "from `db/schema/` by `npm run db:diagram`, and a test fails where it is out of date.",
    ],
    rules: [
      "## What holds for all of them",
      "",
      "- **Workspaces come first.** Each table of a workspace has `workspace_id`, and what points to another table",
      "  points by `(workspace_id, id)`: a row can't belong to two workspaces, and the database can be spread by it.",
      "- **Two roles.** A request of a person runs as `opspulse_app`, under row-level security, as that person: the",
      "  column _members_ says which commands the policies leave to people. Reading is for every member of the",
      "  workspace; the others ask for a role, and a viewer has none of them. The scheduler and what the app does for",
      "  itself use the role that owns the tables.",
      "- **Service only.** Where no command is listed, no policy and no grant lets anybody but the service in. The",
      "  roles of Supabase's Data API have no right on any table.",
      "- **Times are instants** (`timestamptz`), amounts have their unit in their name, and the rules that the app",
      "  checks are `CHECK` constraints, too.",
      "- **Users** are those of the auth server, in `auth.users`. Deleting one deletes the workspaces that they own.",
      "",
      "`runs` is a view: `runs_in_flight` and `routine_runs` together, for reading. How to change the schema:",
      "[recipe](how-to/change-the-schema.md). What a distributed PostgreSQL would change:",
      "[plan](operations/distributed-postgresql.md).",
    ],
    columns: ["table", "holds", "primary key", "members", "kept"],
    service: "service only",
    groups: {
      workspaces: ["Workspaces", "Tables of workspaces, members and secrets"],
      routines: ["Routines and runs", "Tables of routines, runs, tags and maintenance"],
      alerts: ["Alerts", "Tables of incidents, channels and messages"],
      instance: ["The instance", "Tables of the instance itself"],
    },
    keys: "The diagrams show the keys; `+ n` counts the other columns, and a dashed table belongs to another group.",
  },
  "pt-BR": {
    title: "Visão geral do banco de dados",
    lead: [
      "O que as tabelas guardam, como se ligam, quem pode mexer nelas e quanto tempo vive uma linha. A página é",
      "gerada de `db/schema/` por `npm run db:diagram`, e um teste falha quando ela fica desatualizada.",
    ],
    rules: [
      "## O que vale para todas",
      "",
      "- **O workspace vem primeiro.** Toda tabela de um workspace tem `workspace_id`, e o que aponta para outra",
      "  tabela aponta por `(workspace_id, id)`: uma linha não pode pertencer a dois workspaces, e o banco pode ser",
      "  distribuído por ele.",
      "- **Dois papéis.** A requisição de uma pessoa executa como `opspulse_app`, sob segurança em nível de linha,",
      "  como essa pessoa: a coluna _membros_ diz que comandos as políticas deixam para as pessoas. Ler é para todo",
      "  membro do workspace; os outros exigem um papel, e quem só visualiza não tem nenhum deles. O agendador e o",
      "  que o app faz por si usam o papel dono das tabelas.",
      "- **Só o serviço.** Onde não há comando listado, nenhuma política ou permissão deixa entrar mais ninguém. Os",
      "  papéis da Data API do Supabase não têm direito a nenhuma tabela.",
      "- **Horários são instantes** (`timestamptz`), quantidades trazem a unidade no nome, e as regras que o app",
      "  confere também são restrições `CHECK`.",
      "- **Usuários** são os do servidor de autenticação, em `auth.users`. Excluir um exclui os workspaces dele.",
      "",
      "`runs` é uma view: `runs_in_flight` e `routine_runs` juntas, para leitura. Como mudar o esquema:",
      "[receita](../how-to/change-the-schema.md). O que um PostgreSQL distribuído mudaria:",
      "[plano](operations/distributed-postgresql.md).",
    ],
    columns: ["tabela", "guarda", "chave primária", "membros", "por quanto tempo"],
    service: "só o serviço",
    groups: {
      workspaces: ["Workspaces", "Tabelas de workspaces, membros e segredos"],
      routines: ["Rotinas e execuções", "Tabelas de rotinas, execuções, tags e manutenção"],
      alerts: ["Alertas", "Tabelas de incidentes, canais e mensagens"],
      instance: ["A instância", "Tabelas da própria instância"],
    },
    keys: "Os diagramas mostram as chaves; `+ n` conta as outras colunas, e uma tabela tracejada é de outro grupo.",
  },
} as const;

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");

function tableOf(tables: readonly ReadTable[], language: DocsLanguage): string[] {
  const { columns, service } = words[language];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(columns),
    row(columns.map(() => "---")),
    ...tables.map(({ key, name, primaryKey, commands }) => {
      const { holds, kept } = tableTexts[key][language];
      const members = commands.length === 0 ? service : commands.join(", ");
      return row([`\`${name}\``, holds, code(primaryKey), members, kept]);
    }),
  ];
}

const imageOf = (group: TableGroup) => `db-${group}.svg`;

function pageOf(tables: ReadonlyMap<TableGroup, readonly ReadTable[]>, language: DocsLanguage) {
  const { title, lead, rules, groups, keys } = words[language];
  const sections = tableGroups.flatMap((group) => {
    const own = tables.get(group) ?? [];
    const [heading, accTitle] = groups[group];
    const mermaid = toMermaid(boxesOf(own), { title: accTitle, image: imageOf(group) });
    return ["", `## ${heading}`, "", "```mermaid", mermaid, "```", "", ...tableOf(own, language)];
  });
  return [`# ${title}`, "", ...lead, "", ...rules, "", keys, ...sections, ""].join("\n");
}

/** The database overview in both languages, and its pictures, by their path below `docs/`. */
export function writeDatabasePages(): Map<string, string> {
  const tables = Map.groupBy(readTables(), ({ key }) => tableTexts[key].group);
  const pictures = tableGroups.flatMap((group) => {
    const boxes = boxesOf(tables.get(group) ?? []);
    const [, title] = words.en.groups[group];
    return (["light", "dark"] as const).map((shade) => {
      const name = imageOf(group).replace(".svg", shade === "dark" ? "-dark.svg" : ".svg");
      return [`images/${name}`, toSvg(boxes, { title, shade })] as const;
    });
  });
  return new Map([
    ["DB_OVERVIEW.md", pageOf(tables, "en")],
    ["pt-BR/DB_OVERVIEW.md", pageOf(tables, "pt-BR")],
    ...pictures,
  ]);
}
