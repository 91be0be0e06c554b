import type { ComponentProps, ReactElement } from "react";
import Markdown, { type Components, type ExtraProps } from "react-markdown";
import rehypeHighlight from "rehype-highlight";
import rehypeSlug from "rehype-slug";
import remarkGfm from "remark-gfm";
import { DocsImage } from "@/components/docs/docs-image";
import { CopyButton } from "@/components/page/copy-button";
import { Link } from "@/components/ui/link";
import type { DocsImages, DocsPage } from "@/lib/domain/docs/docs-page";
import { docsPath, resolveDocsLink, type DocsLanguage } from "@/lib/domain/docs/docs-path";

type Node = NonNullable<ExtraProps["node"]>;
type NodeChild = Node["children"][number];

const textOf = (node: Node | NodeChild): string =>
  node.type === "text" ? node.value : "children" in node ? node.children.map(textOf).join("") : "";

/** The heading is its own link, so that a reader can copy it. */
function headingOf(Tag: "h2" | "h3" | "h4") {
  return function Heading({ id, children }: ComponentProps<"h2">) {
    return (
      <Tag id={id}>
        <a href={`#${id ?? ""}`}>{children}</a>
      </Tag>
    );
  };
}

/** The picture that stands for a diagram in Mermaid, which GitHub draws, and its title. */
function pictureOf(code: string): { name: string; title: string } | null {
  const name = /^\s*%% (\S+\.svg)$/m.exec(code)?.[1];
  const title = /^\s*accTitle: (.+)$/m.exec(code)?.[1] ?? "";
  return code.startsWith("erDiagram") && name !== undefined ? { name, title } : null;
}

function codeBlockWith(images: DocsImages) {
  return function CodeBlock({ node, children }: ComponentProps<"pre"> & ExtraProps) {
    const code = node === undefined ? "" : textOf(node).trimEnd();
    const picture = pictureOf(code);
    if (picture !== null) {
      return (
        <div className="docs-diagram" tabIndex={0}>
          <DocsImage name={picture.name} alt={picture.title} images={images} />
        </div>
      );
    }
    return (
      <div className="docs-code">
        <pre tabIndex={0}>{children}</pre>
        <CopyButton text={code} />
      </div>
    );
  };
}

function Table({ children }: ComponentProps<"table">) {
  return (
    <div className="docs-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

/** A cell says its side by an attribute: no page has inline styles. */
function cellOf(Tag: "th" | "td") {
  return function Cell({ style, children }: ComponentProps<"td">) {
    return <Tag data-side={style?.textAlign}>{children}</Tag>;
  };
}

type Place = { page: DocsPage; language: DocsLanguage; images: DocsImages };

function componentsFor({ page, language, images }: Place): Components {
  return {
    h2: headingOf("h2"),
    h3: headingOf("h3"),
    h4: headingOf("h4"),
    pre: codeBlockWith(images),
    table: Table,
    th: cellOf("th"),
    td: cellOf("td"),
    a: ({ href = "", children }) => {
      const link = resolveDocsLink(href, page.file);
      switch (link.kind) {
        case "page":
          return <Link href={docsPath(language, link.slug) + link.hash}>{children}</Link>;
        case "image":
          return <a href={`/docs/images/${link.name}`}>{children}</a>;
        case "address":
          return <a href={link.href}>{children}</a>;
        case "file":
          return children;
      }
    },
    img: ({ src, alt = "" }) => {
      const link = resolveDocsLink(typeof src === "string" ? src : "", page.file);
      return link.kind === "image" ? <DocsImage name={link.name} alt={alt} images={images} /> : alt;
    },
  };
}

const rendered = new WeakMap<DocsPage, Map<DocsLanguage, ReactElement>>();

/**
 * The content of a page, with its links in the reader's language. It is parsed once by a process: the
 * longest page takes a tenth of a second.
 */
export function renderDocsPage(place: Place): ReactElement {
  const { page, language } = place;
  const byLanguage = rendered.get(page) ?? new Map<DocsLanguage, ReactElement>();
  rendered.set(page, byLanguage);
  const content =
    byLanguage.get(language) ??
    Markdown({
      children: page.markdown,
      remarkPlugins: [remarkGfm],
      rehypePlugins: [rehypeSlug, [rehypeHighlight, { detect: false }]],
      components: componentsFor(place),
      skipHtml: true,
    });
  byLanguage.set(language, content);
  return content;
}
