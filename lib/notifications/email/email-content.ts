import type { AlertMessage } from "@/lib/notifications/alert-message";
import { incidentLines, toLine, type IncidentLine } from "@/lib/notifications/message-text";

/** What an email says, in both of its parts. All texts are plain, each on one line. */
export type EmailContent = {
  language: string;
  severity: AlertMessage["severity"];
  workspaceName: string;
  title: string;
  paragraphs: readonly string[];
  lines: readonly IncidentLine[];
  more: number;
  links: readonly { label: string; url: string }[];
  footer: string;
};

export function emailContent(message: AlertMessage): EmailContent {
  const { labels, url, acknowledgeUrl } = message;
  return {
    language: message.language,
    severity: message.severity,
    workspaceName: toLine(message.workspaceName),
    title: toLine(message.title),
    paragraphs: message.paragraphs.map(toLine).filter((line) => line !== ""),
    ...incidentLines(message),
    links: [
      { label: toLine(labels.open), url },
      ...(acknowledgeUrl === null
        ? []
        : [{ label: toLine(labels.acknowledge), url: acknowledgeUrl }]),
    ],
    footer: toLine(labels.footer),
  };
}

/** The part for readers without HTML. */
export function plainText(content: EmailContent): string {
  const { title, paragraphs, lines, more, links, workspaceName, footer } = content;
  const list = [
    ...lines.map(({ name, cause, url }) => `- ${name}: ${cause}\n  ${url}`),
    ...(more > 0 ? [`+${more}`] : []),
  ];
  return [
    title,
    ...paragraphs,
    ...(list.length > 0 ? [list.join("\n")] : []),
    links.map(({ label, url }) => `${label}: ${url}`).join("\n"),
    `--\n${workspaceName} · ${footer}`,
  ].join("\n\n");
}
