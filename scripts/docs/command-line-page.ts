import { commandHelp, programHelp } from "@/cli/arguments/command-help";
import { commands } from "@/cli/commands";
import { exitCodeMeanings, exitCodes } from "@/cli/exit-codes";
import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import { doesInPortuguese } from "@/scripts/docs/command-line-words";

type ExitName = keyof typeof exitCodes;

const meaningsInPortuguese: Readonly<Record<ExitName, string>> = {
  fine: "feito",
  failed: "o que se perguntou falhou: uma execução, um ping",
  usage: "a linha de comando não pode estar certa",
  forbidden: "sem login, ou a chave não pode fazer isto",
  notFound: "não encontrado",
  refused: "o servidor recusou a entrada, ou ela está em conflito com algo",
  unavailable: "o servidor não responde ou limita a taxa, também após novas tentativas",
  changes: "`plan --exit-code`: há mudanças",
};

const GET_IT = [
  "```sh needs=instance,account",
  'curl -fsSO "$APP_URL/cli.mjs"',
  "node cli.mjs login",
  "node cli.mjs routines",
  "```",
];

const IN_CI = [
  "```sh needs=instance,account",
  "export OPSPULSE_KEY=opk_…",
  "node cli.mjs run Backup --wait",
  "```",
];

const words = {
  en: {
    lead: [
      "# The command line",
      "",
      "Every instance serves its own command line at `/cli.mjs`: one file, of the instance's version, that needs Node.js 20 or",
      "later and nothing else. This page is made from its help by `npm run docs:build`.",
      "",
      "## Get it",
      "",
      "`APP_URL` is the address of your instance. Create an API key under Settings, API keys; `login` asks for it.",
      "",
      ...GET_IT,
      "",
      "The program knows where it came from. `node cli.mjs update` gets the version that the instance has now; the program says",
      "when the two differ. `node cli.mjs completion bash` (or `zsh`, `fish`) prints a script for your shell, with a function",
      "`opspulse` to call the program from any folder.",
      "",
      "## In CI",
      "",
      "Set `OPSPULSE_KEY` instead of signing in, with a key that has only the scopes that the job needs. Nothing is stored then.",
      "",
      ...IN_CI,
      "",
      "[Plan and apply in GitHub Actions](../guides/as-code-github-actions.md) is a whole workflow.",
      "",
      "## What it promises",
      "",
      "- Results go to standard output, and everything else to standard error. `--json` prints what the API responds, as one",
      "  document; `logs --json` prints one line of JSON for each run.",
      "- A key is only sent to the instance that it was stored for, over https or to this machine, never on to where a redirect",
      "  leads, and it's never printed.",
      "- On 429 and 503 it waits as long as the server asks, up to 90 seconds, and tries again. A change carries an",
      "  `Idempotency-Key`, so that it's made once.",
      "- Times are in your own time zone. Colours are only on a terminal, and not with `NO_COLOR`.",
    ],
    exitTitle: "Exit codes",
    exitHead: ["code", "meaning"],
    allTitle: "All commands",
  },
  "pt-BR": {
    lead: [
      "# A linha de comando",
      "",
      "Cada instância serve sua própria linha de comando em `/cli.mjs`: um arquivo, da versão da instância, que precisa do",
      "Node.js 20 ou mais novo e de mais nada. Esta página é gerada da ajuda do programa por `npm run docs:build`; o programa fala inglês.",
      "",
      "## Como obter",
      "",
      "`APP_URL` é o endereço da sua instância. Crie uma chave de API em Configurações, Chaves de API; `login` pede a chave.",
      "",
      ...GET_IT,
      "",
      "O programa sabe de onde veio. `node cli.mjs update` busca a versão que a instância tem agora; o programa avisa quando as",
      "duas são diferentes. `node cli.mjs completion bash` (ou `zsh`, `fish`) mostra um script para o seu shell, com uma função",
      "`opspulse` que chama o programa de qualquer pasta.",
      "",
      "## Em CI",
      "",
      "Em vez de fazer login, defina `OPSPULSE_KEY`, com uma chave que só tem os escopos de que o job precisa. Nada é guardado então.",
      "",
      ...IN_CI,
      "",
      "[Planejar e aplicar no GitHub Actions](../guides/as-code-github-actions.md) é um workflow inteiro.",
      "",
      "## O que ela garante",
      "",
      "- Os resultados vão para a saída padrão, e todo o resto para a saída de erros. `--json` mostra o que a API responde, como um",
      "  só documento; `logs --json` mostra uma linha de JSON para cada execução.",
      "- Uma chave só é enviada à instância para a qual foi guardada, por https ou nesta máquina, nunca para onde um",
      "  redirecionamento leva, e nunca é mostrada.",
      "- Com 429 e 503 ela espera o tempo que o servidor pede, até 90 segundos, e tenta de novo. Uma mudança leva um",
      "  `Idempotency-Key`, para que seja feita uma vez só.",
      "- Os horários são os do seu fuso. Cores só aparecem em um terminal, e não com `NO_COLOR`.",
    ],
    exitTitle: "Códigos de saída",
    exitHead: ["código", "significado"],
    allTitle: "Todos os comandos",
  },
} satisfies Record<DocsLanguage, unknown>;

const block = (text: string) => ["```text", ...text.trimEnd().split("\n"), "```"];

function doesIn(language: DocsLanguage, name: string, does: string): string {
  const text = language === "en" ? does : doesInPortuguese[name];
  if (text === undefined) throw new Error(`scripts/docs/command-line-words.ts has no "${name}".`);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `reference/command-line.md` in a language, from the help of the program. */
export function writeCommandLinePage(language: DocsLanguage): string {
  const { lead, exitTitle, exitHead, allTitle } = words[language];
  const meanings = language === "en" ? exitCodeMeanings : meaningsInPortuguese;
  const exitRows = Object.entries(exitCodes).map(
    ([name, code]) => `| ${code} | ${meanings[name as ExitName]} |`,
  );
  return [
    ...lead,
    "",
    `## ${exitTitle}`,
    "",
    `| ${exitHead.join(" | ")} |`,
    "| --- | --- |",
    ...exitRows,
    "",
    `## ${allTitle}`,
    "",
    ...block(programHelp(commands)),
    ...commands.flatMap((command) => [
      "",
      `### ${command.name}`,
      "",
      doesIn(language, command.name, command.does),
      "",
      ...block(commandHelp(command)),
    ]),
    "",
  ].join("\n");
}
