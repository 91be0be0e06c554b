/** The sections of `.env.example` in Portuguese, by their English title. */
export const sectionWords: Readonly<Record<string, string>> = {
  "where the app is reached": "onde o app é acessado",
  "a database of your own": "um banco de dados seu",
  "Supabase (with DATABASE_URL)": "Supabase (com DATABASE_URL)",
  "the scheduler": "o agendador",
  limits: "limites",
  "outbound requests": "requisições para fora",
  "explanations by a language model": "explicações por um modelo de linguagem",
  "secrets of routines": "segredos de rotinas",
  "secrets in the database": "segredos no banco de dados",
  "npm start": "npm start",
};

/**
 * What `.env.example` says of each variable, in Portuguese, by the first name of its entry; a further
 * entry of the same name has its number after it. A new variable is entered here.
 */
export const variableWords: Readonly<Record<string, string>> = {
  PORT: "A porta do app (as outras portas do stack local são portas livres, achadas na partida).",
  HOST: "O endereço em que ele escuta. 127.0.0.1; com o Supabase, todos os endereços. Se outras máquinas alcançam o modo embutido, a demonstração fica desligada e o loopback fica fechado para as rotinas, a menos que você peça.",
  APP_URL:
    "O endereço que as pessoas abrem, e o dos links nos e-mails. O padrão é http://localhost:PORT. Obrigatório com um projeto do Supabase; na Vercel, o padrão é o domínio do projeto ou, em uma prévia, o endereço do branch.",
  ALLOWED_HOSTS:
    "Outros hosts que as requisições podem citar, separados por vírgulas, além do de APP_URL, de localhost e do endereço em que a conexão chegou. As demais requisições são recusadas, para que o nome de outro site não leve para cá.",
  TRUST_PROXY:
    "on: um proxy na frente define ele mesmo X-Forwarded-For e os parecidos, e nada mais alcança o app. off: eles são ignorados. Na Vercel, on.",
  SIGN_UP:
    "open ou closed: se visitantes podem criar contas. Com o Supabase, feche o cadastro lá também.",
  DATABASE_URL: "Um PostgreSQL. Sem valor: um embutido, em .opspulse/.",
  "DATABASE_URL#2":
    "Vários servidores dos quais um aceita escritas por vez, como um primário e seu standby: o app encontra qual.",
  DATABASE_PREPARE:
    "Se os comandos são preparados por nome: on, off ou auto, que prepara quando não há um pooler no meio.",
  DATABASE_POOL_MAX:
    "O máximo de conexões com o banco, em uma instância: 10, e 5 na Vercel, onde muitas funções dividem um pooler.",
  SUPABASE_JWT_SECRET:
    "Assina as sessões do servidor de autenticação local; pelo menos 32 caracteres. Sem valor: criado na primeira partida. Instâncias que dividem um banco precisam do mesmo, e do mesmo CRON_SECRET.",
  SUPABASE_URL:
    "O endereço do projeto e sua chave publicável. Os dois juntos escolhem o Supabase Auth.",
  SUPABASE_JWT_ISSUER: "O emissor nos tokens de acesso, quando não é SUPABASE_URL com /auth/v1.",
  CRON_SECRET:
    "O segredo que um relógio envia a /api/cron/tick; pelo menos 16 caracteres. Obrigatório com o Supabase e na Vercel.",
  HTTP_TIMEOUT_SECONDS:
    "Quantos segundos uma requisição pode levar, a menos que a rotina tenha seu próprio limite.",
  MAX_CONCURRENCY: "Requisições ao mesmo tempo, em uma instância.",
  MAX_CONCURRENCY_PER_HOST: "Dessas, quantas para um mesmo host.",
  LOCK_LEASE_SECONDS:
    "Quantos segundos um lease dá a um worker. Precisa durar mais que a requisição mais longa.",
  SCHEDULER_BATCH_LIMIT: "Rotinas reivindicadas de uma vez.",
  DUE_SLACK_SECONDS:
    "Quantos segundos antes um slot pode começar, para absorver o jitter de um relógio.",
  TICK_BUDGET_SECONDS:
    "Por quantos segundos um tick pode reivindicar. Suas últimas requisições e registros vêm depois. Na Vercel, que encerra um tick após 120 segundos, no máximo 88, ou 83 com HEARTBEAT_URL.",
  TICK_LINGER:
    "on: um tick espera pelo que vence dentro do seu orçamento, para que jitter e novas tentativas saiam no segundo certo. off: um tick termina quando nada mais vence. Mais barato onde a plataforma cobra por tempo; o padrão na Vercel.",
  HEARTBEAT_URL:
    "Chamado com GET depois de cada tick que funcionou, para que outro monitor perceba quando nenhum funciona. O tick espera a resposta por até 5 segundos; na Vercel, o maior orçamento fica 5 segundos menor. O host pode ser privado.",
  HEALTH_MAX_LAG_SECONDS:
    "Por quantos segundos uma rotina pode estar vencida antes que /api/health responda 503. Isso também acontece após 3 minutos sem um tick.",
  RUN_RETENTION_DAYS: "Por quantos dias as execuções são guardadas.",
  AUDIT_RETENTION_DAYS: "Por quantos dias o log de auditoria é guardado, no mínimo 30.",
  RUN_HISTORY_MAX_MB:
    "Quantos megabytes o histórico pode ocupar. Acima disso, saem primeiro as evidências mais antigas, depois as execuções mais antigas. Sem valor: sem limite.",
  MIN_INTERVAL_MINUTES: "O menor intervalo que as pessoas podem escolher.",
  WORKSPACE_MAX_ROUTINES:
    "O que um workspace pode ter: rotinas, membros e as execuções por dia que seus agendamentos ativos planejam. Um workspace acima de um limite mantém o que tem.",
  RATE_LIMITS:
    "Com que frequência algo pode ser feito, contado sobre todas as instâncias; leituras e visitas, por processo. Cite só o que você muda; off desliga um limite, ou todos. Os nomes, com seus padrões:",
  EGRESS_ALLOW:
    "Exceções a “só endereços públicos”: blocos CIDR, endereços ou host:porta, separados por vírgulas. O modo embutido acrescenta 127.0.0.0/8 e ::1/128 enquanto só esta máquina o alcança. O app, seu servidor de autenticação e seu banco continuam fechados.",
  EGRESS_CA_FILE:
    "Um arquivo de certificados em PEM: autoridades em que as requisições para fora confiam além das públicas, como a da sua empresa. Vale para rotinas, canais, o servidor de e-mail, HEARTBEAT_URL e AI_BASE_URL, e é lido ao iniciar.",
  AI_BASE_URL:
    "Uma API compatível com a da OpenAI: as três variáveis, ou nenhuma. O host pode ser privado. Nada é enviado antes que um administrador ligue isso nas configurações de um workspace. Um modelo sem chave aceita qualquer uma.",
  ROUTINE_SECRET_PAYMENTS:
    "Uma credencial que rotinas enviam pelo nome, aqui PAYMENTS. Ponha entre aspas valores com # ou espaços.",
  ROUTINE_SECRET_PAYMENTS__ORIGINS:
    "Para onde ela pode ser enviada: origens, separadas por vírgulas. Obrigatório.",
  ROUTINE_SECRET_PAYMENTS__WORKSPACES:
    "Os workspaces que podem usá-la: ids, separados por vírgulas. Obrigatório enquanto SIGN_UP é open; senão, todos.",
  ROUTINE_SECRET_PAYMENTS__HEADER: "Como ela é enviada.",
  ROUTINE_SECRET_ORDERS:
    "Uma chave que assina webhooks: whsec_ e a saída de `openssl rand -base64 32`. Ela nunca é enviada.",
  ROUTINE_SECRET_ORDERS__PREVIOUS: "A chave anterior, enquanto quem recebe troca para a nova.",
  SECRETS_KEY:
    "Sela o que os workspaces guardam: 32 bytes, de `openssl rand -base64 32`. O npm start a cria; com o Supabase, nada pode ser guardado sem ela. Todas as instâncias de um banco precisam da mesma.",
  SECRETS_KEY_PREVIOUS: "A chave antes dela, até `npm run secrets:reseal` ter executado.",
  OPERATORS:
    "As contas que veem /operator, o estado da instância inteira: endereços de e-mail confirmados ou ids, separados por vírgulas.",
  METRICS_TOKEN:
    "O que o Prometheus envia para ler /api/metrics, que não existe sem ele; pelo menos 16 caracteres.",
  STOP_DELAY_SECONDS:
    "Por quantos segundos uma instância que vai encerrar ainda atende tudo, enquanto /api/health/live responde 503: um pouco mais do que um proxy leva para perceber.",
  AUTH_EMAILS:
    "off: o servidor de autenticação não envia e-mails, então o app não oferece nenhum, como o de redefinir a senha.",
  OPSPULSE_DIR:
    "Onde ele guarda seus próprios arquivos. Dê a cada cópia em uma máquina uma pasta própria.",
  OPSPULSE_CLOCK: "off: outro relógio chama /api/cron/tick a cada minuto.",
  OPSPULSE_DEMO:
    "A conta de demonstração e suas rotinas: ligada no modo embutido enquanto só esta máquina o alcança; senão, desligada.",
  AUTH_EMAIL_CONFIRMATION: "on: um endereço é confirmado por um e-mail.",
  SMTP_URL:
    "O servidor que envia os e-mails do servidor de autenticação local, e o remetente. Sem valor: o modo embutido os mostra no terminal, e com um banco seu nenhuma senha é redefinida por e-mail.",
  LOG_LEVEL: "fatal, error, warn, info, debug, trace ou silent.",
};
