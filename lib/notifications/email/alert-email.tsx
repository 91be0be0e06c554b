import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Html,
  Link,
  Preview,
  Row,
  Section,
  Text,
} from "react-email";
import type { EmailContent } from "@/lib/notifications/email/email-content";
import { darkPalette as dark, lightPalette as light } from "@/lib/notifications/email/palette";

const PRODUCT = "OpsPulse";
const FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

const darkStyles = `@media (prefers-color-scheme: dark) {
.paper, .paper > table > tbody > tr > td { background-color: ${dark.paper} !important; }
.raised { background-color: ${dark.raised} !important; border-color: ${dark.line} !important; }
.ink { color: ${dark.ink} !important; }
.soft { color: ${dark.soft} !important; }
.line { border-color: ${dark.line} !important; }
.link { color: ${dark.accent} !important; }
.action { background-color: ${dark.accent} !important; border-color: ${dark.accent} !important; color: ${dark.onAccent} !important; }
.second { background-color: ${dark.raised} !important; border-color: ${dark.line} !important; color: ${dark.ink} !important; }
${(["critical", "warning", "info", "resolved"] as const)
  .map((severity) => `.${severity} { background-color: ${dark[severity]} !important; }`)
  .join("\n")}
}
@media (max-width: 480px) {
.pad { padding: 20px 18px !important; }
.button { display: block !important; margin: 0 0 10px !important; text-align: center !important; }
}`;

const text = { fontSize: 15, lineHeight: "23px", overflowWrap: "anywhere" } as const;
const small = { fontSize: 13, lineHeight: "20px", overflowWrap: "anywhere" } as const;

const button = {
  display: "inline-block",
  margin: "0 8px 0 0",
  padding: "10px 18px",
  border: "1px solid",
  borderRadius: 6,
  fontSize: 15,
  lineHeight: "22px",
  fontWeight: 600,
} as const;

const buttonLooks = {
  action: { color: light.onAccent, backgroundColor: light.accent, borderColor: light.accent },
  second: { color: light.ink, backgroundColor: light.raised, borderColor: light.line },
};

function IncidentRow({ name, cause, url }: EmailContent["lines"][number]) {
  return (
    <Row>
      <Column
        className="line"
        style={{ padding: "10px 0", borderTop: `1px solid ${light.line}`, textAlign: "left" }}
      >
        <Link
          className="link"
          href={url}
          style={{ ...text, fontWeight: 600, color: light.accent, textDecoration: "none" }}
        >
          {name}
        </Link>
        <Text className="soft" style={{ ...small, margin: 0, color: light.soft }}>
          {cause}
        </Text>
      </Column>
    </Row>
  );
}

/** The HTML part: 600 px wide or the width of a phone, light or dark as the reader has it. */
export function AlertEmail({ content }: { content: EmailContent }) {
  const { severity, workspaceName, title, paragraphs, lines, more, links, footer } = content;
  return (
    <Html lang={content.language}>
      <Head>
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyles}</style>
      </Head>
      <Preview>{paragraphs[0] ?? title}</Preview>
      <Body
        className="paper"
        style={{ margin: 0, padding: "24px 12px", backgroundColor: light.paper, fontFamily: FONT }}
      >
        <Container style={{ width: "100%", maxWidth: 600, textAlign: "left" }}>
          <Text
            className="soft"
            style={{ ...small, margin: 0, padding: "0 4px 12px", color: light.soft }}
          >
            <strong className="ink" style={{ fontSize: 16, color: light.ink }}>
              {PRODUCT}
            </strong>
            {` · ${workspaceName}`}
          </Text>
          <Section
            className="raised"
            style={{
              border: `1px solid ${light.line}`,
              borderRadius: 8,
              backgroundColor: light.raised,
            }}
          >
            <Row>
              <Column
                className={severity}
                style={{
                  height: 4,
                  borderRadius: "7px 7px 0 0",
                  backgroundColor: light[severity],
                  fontSize: 0,
                  lineHeight: 0,
                }}
              >
                {"\u00a0"}
              </Column>
            </Row>
            <Row>
              <Column className="pad" style={{ padding: "24px 28px 28px", textAlign: "left" }}>
                <Heading
                  as="h1"
                  className="ink"
                  style={{
                    margin: "0 0 12px",
                    fontSize: 21,
                    lineHeight: "28px",
                    fontWeight: 600,
                    color: light.ink,
                    overflowWrap: "anywhere",
                  }}
                >
                  {title}
                </Heading>
                {paragraphs.map((paragraph, index) => (
                  <Text
                    key={index}
                    className="soft"
                    style={{ ...text, margin: "0 0 10px", color: light.soft }}
                  >
                    {paragraph}
                  </Text>
                ))}
                {lines.length > 0 && (
                  <Section style={{ margin: "8px 0 0" }}>
                    {lines.map((line, index) => (
                      <IncidentRow key={index} {...line} />
                    ))}
                    {more > 0 && (
                      <Text className="soft" style={{ ...small, margin: 0, color: light.soft }}>
                        {`+${more}`}
                      </Text>
                    )}
                  </Section>
                )}
                <Section style={{ margin: "16px 0 0" }}>
                  {links.map(({ label, url }, index) => {
                    const look = index === 0 ? "action" : "second";
                    return (
                      <Button
                        key={url}
                        className={`button ${look}`}
                        href={url}
                        style={{ ...button, ...buttonLooks[look] }}
                      >
                        {label}
                      </Button>
                    );
                  })}
                </Section>
              </Column>
            </Row>
          </Section>
          <Text
            className="soft"
            style={{ ...small, margin: 0, padding: "14px 4px 0", color: light.soft }}
          >
            {footer}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
