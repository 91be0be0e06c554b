import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import type { TableKey } from "@/scripts/docs/read-tables";

export const tableGroups = ["workspaces", "routines", "alerts", "instance"] as const;
export type TableGroup = (typeof tableGroups)[number];

type Words = { holds: string; kept: string };

export type TableText = { group: TableGroup } & Record<DocsLanguage, Words>;

const withWorkspace: Record<DocsLanguage, string> = {
  en: "until its workspace is deleted",
  "pt-BR": "até o workspace ser excluído",
};

const withRuns: Record<DocsLanguage, string> = {
  en: "`RUN_RETENTION_DAYS`",
  "pt-BR": "`RUN_RETENTION_DAYS`",
};

const withIncidents: Record<DocsLanguage, string> = {
  en: "four times `RUN_RETENTION_DAYS`",
  "pt-BR": "quatro vezes `RUN_RETENTION_DAYS`",
};

const text = (
  group: TableGroup,
  holds: Record<DocsLanguage, string>,
  kept: Record<DocsLanguage, string>,
): TableText => ({
  group,
  en: { holds: holds.en, kept: kept.en },
  "pt-BR": { holds: holds["pt-BR"], kept: kept["pt-BR"] },
});

/** What each table holds and how long, for `docs/DB_OVERVIEW.md`. A new table is entered here. */
export const tableTexts: Readonly<Record<TableKey, TableText>> = {
  workspaces: text(
    "workspaces",
    {
      en: "A tenant with its name, its owner, its alert policy and its switch for explanations.",
      "pt-BR":
        "Um tenant: nome, proprietário, política de alertas e a chave das explicações por IA.",
    },
    {
      en: "until its owner deletes it, or their account",
      "pt-BR": "até o proprietário excluir o workspace ou a própria conta",
    },
  ),
  workspaceMembers: text(
    "workspaces",
    {
      en: "Who belongs to a workspace, and in which role. A trigger keeps the owner's row.",
      "pt-BR":
        "Quem pertence a um workspace e com qual papel. Um gatilho mantém a linha do proprietário.",
    },
    { en: "while the membership lasts", "pt-BR": "enquanto a pessoa for membro" },
  ),
  workspaceInvitations: text(
    "workspaces",
    {
      en: "Open invitations, with the SHA-256 of the link's token.",
      "pt-BR": "Convites abertos, com o SHA-256 do token do link.",
    },
    {
      en: "until accepted, revoked or expired",
      "pt-BR": "até ser aceito, revogado ou expirar",
    },
  ),
  workspaceSecrets: text(
    "workspaces",
    {
      en: "Secrets of routines, sealed under `SECRETS_KEY`; beside them what is shown of them.",
      "pt-BR": "Segredos das rotinas, selados com `SECRETS_KEY`; ao lado, o que se mostra deles.",
    },
    withWorkspace,
  ),
  appliedFiles: text(
    "workspaces",
    {
      en: "What was applied last of each file of a workspace, by the prefix of its keys; never a secret.",
      "pt-BR":
        "O que foi aplicado por último de cada arquivo de um workspace, pelo prefixo das chaves; nunca um segredo.",
    },
    {
      en: "until the file is applied without anything in it",
      "pt-BR": "até o arquivo ser aplicado sem nada nele",
    },
  ),
  apiKeys: text(
    "workspaces",
    {
      en: "API keys: what they may do, and a keyed hash of each. A key itself is stored nowhere.",
      "pt-BR":
        "Chaves de API: o que podem fazer e um hash com chave de cada uma. A chave em si não fica guardada.",
    },
    withWorkspace,
  ),
  auditEvents: text(
    "workspaces",
    {
      en: "The audit log: who did what to what, from where and with which key. Rows are only added.",
      "pt-BR":
        "O log de auditoria: quem fez o quê, em quê, de onde e com qual chave. As linhas só são acrescentadas.",
    },
    { en: "`AUDIT_RETENTION_DAYS`", "pt-BR": "`AUDIT_RETENTION_DAYS`" },
  ),
  routines: text(
    "routines",
    {
      en: "A request, its schedule, its rules, its lease, and its last outcome and health.",
      "pt-BR": "Uma requisição, seu agendamento, regras, lease, último resultado e saúde.",
    },
    { en: "until deleted", "pt-BR": "até ser excluída" },
  ),
  runsInFlight: text(
    "routines",
    {
      en: "The run in flight of a routine, at most one: written with the lease, before the request is sent.",
      "pt-BR":
        "A execução em andamento de uma rotina, no máximo uma: escrita com o lease, antes do envio da requisição.",
    },
    {
      en: "until the run has ended and moves to the history",
      "pt-BR": "até a execução terminar e passar para o histórico",
    },
  ),
  routineRuns: text(
    "routines",
    {
      en: "The history: one row for each attempt, missed slot or manual run, with its evidence.",
      "pt-BR":
        "O histórico: uma linha por tentativa, slot perdido ou execução manual, com suas evidências.",
    },
    withRuns,
  ),
  routineEvents: text(
    "routines",
    {
      en: "Each change of a schedule, written by a trigger: what explains a minute without a run.",
      "pt-BR":
        "Cada mudança de agendamento, escrita por um gatilho: explica um minuto sem execução.",
    },
    withRuns,
  ),
  replays: text(
    "routines",
    {
      en: "Windows whose failed or missed slots are run again, with their pace and progress.",
      "pt-BR":
        "Períodos cujos slots com falha ou perdidos são executados de novo, com ritmo e progresso.",
    },
    withRuns,
  ),
  replaySlots: text(
    "routines",
    {
      en: "The slots of a replay in their order, with what they were and what they are now.",
      "pt-BR": "Os slots de um replay em ordem, com o que eram e o que são agora.",
    },
    { en: "with the replay or the routine", "pt-BR": "com o replay ou a rotina" },
  ),
  tags: text(
    "routines",
    {
      en: "Names that group routines, with a colour and perhaps an alert policy.",
      "pt-BR": "Nomes que agrupam rotinas, com cor e, se houver, uma política de alertas.",
    },
    { en: "until deleted", "pt-BR": "até ser excluída" },
  ),
  routineTags: text(
    "routines",
    { en: "The tags of routines.", "pt-BR": "As tags das rotinas." },
    { en: "with the routine and the tag", "pt-BR": "com a rotina e a tag" },
  ),
  maintenanceWindows: text(
    "routines",
    {
      en: "Times in which routines are worked on: once, or recurring by a cron expression.",
      "pt-BR": "Períodos de manutenção: únicos ou recorrentes por uma expressão cron.",
    },
    { en: "until deleted", "pt-BR": "até ser excluída" },
  ),
  maintenanceRoutines: text(
    "routines",
    { en: "The routines that a window names.", "pt-BR": "As rotinas que uma manutenção cita." },
    { en: "with the window and the routine", "pt-BR": "com a manutenção e a rotina" },
  ),
  maintenanceTags: text(
    "routines",
    { en: "The tags that a window names.", "pt-BR": "As tags que uma manutenção cita." },
    { en: "with the window and the tag", "pt-BR": "com a manutenção e a tag" },
  ),
  channels: text(
    "alerts",
    {
      en: "Where alerts go; URLs and tokens are sealed.",
      "pt-BR": "Para onde vão os alertas; URLs e tokens ficam selados.",
    },
    { en: "until deleted", "pt-BR": "até ser excluído" },
  ),
  incidents: text(
    "alerts",
    {
      en: "Periods of failing, with their state and a copy of what the run said.",
      "pt-BR": "Períodos de falha, com o estado e uma cópia do que a execução disse.",
    },
    withIncidents,
  ),
  incidentGroups: text(
    "alerts",
    { en: "Incidents of one cause.", "pt-BR": "Incidentes com a mesma causa." },
    { en: "with its last incident", "pt-BR": "com o seu último incidente" },
  ),
  incidentEvents: text(
    "alerts",
    {
      en: "The timeline of an incident: transitions, reminders, people's notes.",
      "pt-BR": "A linha do tempo de um incidente: transições, lembretes e notas de pessoas.",
    },
    { en: "with the incident", "pt-BR": "com o incidente" },
  ),
  incidentSignals: text(
    "alerts",
    {
      en: "The ordered log of runs that may concern an incident.",
      "pt-BR": "O log ordenado das execuções que podem interessar a um incidente.",
    },
    {
      en: "until decided on, within a tick",
      "pt-BR": "até a decisão, dentro de um tick",
    },
  ),
  notifications: text(
    "alerts",
    {
      en: "The outbox: a row for each transition and each channel that listens.",
      "pt-BR": "A caixa de saída: uma linha por transição e por canal que escuta.",
    },
    { en: "with the incident", "pt-BR": "com o incidente" },
  ),
  alertMessages: text(
    "alerts",
    {
      en: "What was sent, or is being sent, to a channel, with the receiver's response.",
      "pt-BR": "O que foi ou está sendo enviado a um canal, com a resposta de quem recebe.",
    },
    withIncidents,
  ),
  schedulerState: text(
    "instance",
    {
      en: "One row: the last tick, its lags, and the tick that lingers.",
      "pt-BR": "Uma linha: o último tick, seus atrasos e o tick que fica à espera.",
    },
    { en: "always", "pt-BR": "sempre" },
  ),
  schedulerClocks: text(
    "instance",
    {
      en: "Who calls ticks: when each clock last did, how often, and how regularly.",
      "pt-BR":
        "Quem chama os ticks: quando cada relógio chamou, quantas vezes e com que regularidade.",
    },
    { en: "always, a row for each clock", "pt-BR": "sempre, uma linha por relógio" },
  ),
  schedulerHours: text(
    "instance",
    {
      en: "What the ticks of an hour did: outcomes, lags, the size of the database; and the totals.",
      "pt-BR":
        "O que os ticks de uma hora fizeram: resultados, atrasos, o tamanho do banco; e os totais.",
    },
    { en: "35 days", "pt-BR": "35 dias" },
  ),
  historyTrims: text(
    "instance",
    {
      en: "What was removed to keep the history within `RUN_HISTORY_MAX_MB`, a row for each day.",
      "pt-BR":
        "O que foi removido para manter o histórico em `RUN_HISTORY_MAX_MB`, uma linha por dia.",
    },
    { en: "always", "pt-BR": "sempre" },
  ),
  instanceKeys: text(
    "instance",
    {
      en: "Pairs of keys of the instance, the private one sealed.",
      "pt-BR": "Pares de chaves da instância, com a privada selada.",
    },
    { en: "always", "pt-BR": "sempre" },
  ),
  idempotencyRecords: text(
    "instance",
    {
      en: "Requests that came with an idempotency key: digests of the key and of the request, and the response, encrypted with the caller's key.",
      "pt-BR":
        "Requisições que vieram com uma chave de idempotência: resumos da chave e da requisição, e a resposta, criptografada com a chave de quem chamou.",
    },
    {
      en: "24 hours, and the newest 20,000 of a workspace",
      "pt-BR": "24 horas, e as 20.000 mais novas de um workspace",
    },
  ),
  rateCounters: text(
    "instance",
    {
      en: "Counters of the rate limits, by a hash of who did it. Unlogged: a crash of the database empties it.",
      "pt-BR":
        "Contadores dos limites de frequência, pelo hash de quem agiu. Sem log: uma queda do banco esvazia a tabela.",
    },
    { en: "until the window ends", "pt-BR": "até a janela terminar" },
  ),
  sessionUses: text(
    "instance",
    {
      en: "When a session last used the app, and with which browser.",
      "pt-BR": "Quando uma sessão usou o app pela última vez e com qual navegador.",
    },
    { en: "with the session", "pt-BR": "com a sessão" },
  ),
};
