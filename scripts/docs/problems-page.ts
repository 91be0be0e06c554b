import { problemCodes, problemTypes, type ProblemCode } from "@/lib/domain/api/problem-types";
import type { DocsLanguage } from "@/lib/domain/docs/docs-path";

const heads: Record<DocsLanguage, readonly string[]> = {
  en: [
    "# Problems of the API",
    "",
    "What each `code` of an error response means, and what to do about it. A response with a status of 400 or more is `application/problem+json` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), and its `type` is the address of one of these sections.",
    "",
    "Decide by `code`: codes keep their meaning, and more may be added. `detail` says what went wrong in this case. For `VALIDATION`, `errors` has a `path`, a `code` and a `message` for each field. `request_id` finds the request in the logs of the instance. [The API](../guides/api.md) is the guide, and `/docs/api` on your instance has every operation.",
    "",
    "The page is made by `npm run docs:build`.",
  ],
  "pt-BR": [
    "# Problemas da API",
    "",
    "O que significa cada `code` de uma resposta de erro, e o que fazer. Uma resposta com status 400 ou maior é `application/problem+json` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), e seu `type` é o endereço de uma destas seções.",
    "",
    "Decida pelo `code`: os códigos mantêm seu sentido, e outros podem ser acrescentados. `detail` diz o que deu errado neste caso. Em `VALIDATION`, `errors` traz `path`, `code` e `message` de cada campo. `request_id` localiza a requisição nos logs da instância. [A API](../guides/api.md) é o guia, e `/docs/api` na sua instância tem todas as operações.",
    "",
    "A página é gerada por `npm run docs:build`.",
  ],
};

const texts: Record<ProblemCode, Record<DocsLanguage, string>> = {
  BAD_REQUEST: {
    en: "The request can't be read: its URL isn't valid, or its body isn't JSON in UTF-8. Fix the request; sending it again changes nothing.",
    "pt-BR":
      "A requisição não pode ser lida: a URL não é válida, ou o corpo não é JSON em UTF-8. Corrija a requisição; enviá-la de novo não muda nada.",
  },
  UNAUTHENTICATED: {
    en: "There are no valid credentials: the API key was revoked, has expired or isn't used from an allowed address, or the session or access token has ended. Send a valid key as `Authorization: Bearer`, or sign in again.",
    "pt-BR":
      "Não há credenciais válidas: a chave de API foi revogada, expirou ou não é usada de um endereço permitido, ou a sessão ou o token de acesso terminou. Envie uma chave válida em `Authorization: Bearer`, ou entre de novo.",
  },
  FORBIDDEN: {
    en: "You're known, and may not do this: the role in the workspace is too low, the key lacks a scope, or only people may do it. `detail` names what is missing. Ask an admin of the workspace, or use another key.",
    "pt-BR":
      "Você foi identificado, mas não pode fazer isto: o papel no workspace é baixo demais, falta um escopo à chave, ou só pessoas podem fazê-lo. `detail` diz o que falta. Peça a um admin do workspace, ou use outra chave.",
  },
  NOT_FOUND: {
    en: "There is nothing at this path, or it belongs to another workspace: both are answered alike. Check the id, and the header `OpsPulse-Workspace` if you send it.",
    "pt-BR":
      "Não há nada neste caminho, ou pertence a outro workspace: a resposta é a mesma. Confira o id, e o cabeçalho `OpsPulse-Workspace` se você o envia.",
  },
  METHOD_NOT_ALLOWED: {
    en: "The path has no such method. Use one of those in the `Allow` header.",
    "pt-BR": "O caminho não tem esse método. Use um dos métodos do cabeçalho `Allow`.",
  },
  CONFLICT: {
    en: "The request is fine, and what it meets isn't in a state for it: a run is still in progress, or an incident is resolved already. Read the current state, and decide whether the request still makes sense.",
    "pt-BR":
      "A requisição está correta, mas o que ela encontra não está num estado que a permita: uma execução ainda está em andamento, ou um incidente já foi resolvido. Leia o estado atual, e decida se a requisição ainda faz sentido.",
  },
  IDEMPOTENCY_MISMATCH: {
    en: "The `Idempotency-Key` came with another request before, and nothing was done. Use a new key for each request, and the same one only to [repeat it](safe-to-repeat.md).",
    "pt-BR":
      "A `Idempotency-Key` já veio com outra requisição, e nada foi feito. Use uma chave nova para cada requisição, e a mesma só para [repeti-la](safe-to-repeat.md).",
  },
  PRECONDITION_FAILED: {
    en: "What `If-Match` or `If-None-Match` asks for isn't so, and nothing was written: somebody else has changed the resource since you read it. Read it again, and send the change with its new `ETag`. A weak tag (`W/`) never matches, and some requests change nothing that has a version. See [requests that are safe to repeat](safe-to-repeat.md).",
    "pt-BR":
      "O que `If-Match` ou `If-None-Match` pede não se cumpre, e nada foi gravado: alguém alterou o recurso desde que você o leu. Leia-o de novo, e envie a alteração com o novo `ETag`. Um ETag fraco (`W/`) nunca combina, e algumas requisições não alteram nada que tenha versão. Veja [requisições que podem ser repetidas](safe-to-repeat.md).",
  },
  PAYLOAD_TOO_LARGE: {
    en: "The body is larger than what is read. `detail` says the limit. Send less, or in several requests.",
    "pt-BR":
      "O corpo é maior do que o que é lido. `detail` diz o limite. Envie menos, ou em várias requisições.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    en: "The body isn't of a type that the operation reads. Send `Content-Type: application/json`.",
    "pt-BR": "O corpo não é de um tipo que a operação lê. Envie `Content-Type: application/json`.",
  },
  EXPECTATION_FAILED: {
    en: "The request has an `Expect` header that can't be met. Leave it out.",
    "pt-BR": "A requisição tem um cabeçalho `Expect` que não pode ser atendido. Envie-a sem ele.",
  },
  VALIDATION: {
    en: "The body or the query breaks rules, and nothing was changed. `errors` names every field at once: fix them all, and send it again.",
    "pt-BR":
      "O corpo ou a query não cumpre regras, e nada foi alterado. `errors` traz todos os campos de uma vez: corrija todos, e envie de novo.",
  },
  RATE_LIMITED: {
    en: "There were too many requests within a window of time, and this one did nothing. Wait for the seconds in `Retry-After`. `RateLimit` says which limit it was.",
    "pt-BR":
      "Houve requisições demais numa janela de tempo, e esta não fez nada. Espere os segundos de `Retry-After`. `RateLimit` diz qual foi o limite.",
  },
  HEADERS_TOO_LARGE: {
    en: "The URL and the headers have more than 16 KB. Shorten them.",
    "pt-BR": "A URL e os cabeçalhos passam de 16 KB. Encurte-os.",
  },
  INTERNAL: {
    en: "A defect of OpsPulse, or of the instance. Send the request again; if it fails again, give the administrator the `request_id`, which finds the cause in the logs.",
    "pt-BR":
      "Um defeito do OpsPulse, ou da instância. Envie a requisição de novo; se falhar outra vez, passe o `request_id` ao administrador: ele localiza a causa nos logs.",
  },
  BUSY: {
    en: "All places for requests are taken right now, and nothing was sent. Wait for the seconds in `Retry-After`, and send it again.",
    "pt-BR":
      "Todos os lugares para requisições estão ocupados agora, e nada foi enviado. Espere os segundos de `Retry-After`, e envie de novo.",
  },
  NOT_CONFIGURED: {
    en: "The deployment lacks variables that it can't work without. `detail` names them. The administrator sets them, and deploys again.",
    "pt-BR":
      "Faltam variáveis sem as quais a instalação não funciona. `detail` diz quais. O administrador as define, e publica de novo.",
  },
  UNAVAILABLE: {
    en: "The database can't be reached, or takes no writes. Wait for the seconds in `Retry-After`, and send it again; if that lasts, the administrator looks at the database.",
    "pt-BR":
      "O banco de dados não pode ser alcançado, ou não aceita gravações. Espere os segundos de `Retry-After`, e envie de novo; se isso durar, o administrador verifica o banco.",
  },
};

/** The same in every language: the addresses of problem types end in its anchor. */
const headingOf = (code: ProblemCode) =>
  code.charAt(0) + code.slice(1).toLowerCase().replaceAll("_", " ");

/** `reference/problems.md` in a language, from the codes of the API. */
export function writeProblemsPage(language: DocsLanguage): string {
  const sections = problemCodes.flatMap((code) => {
    const { status, title } = problemTypes[code];
    return [
      "",
      `## ${headingOf(code)}`,
      "",
      `\`${code}\`, HTTP ${status} ${title}.`,
      "",
      texts[code][language],
    ];
  });
  return [...heads[language], ...sections, ""].join("\n");
}
