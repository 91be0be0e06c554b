import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DocsImages, DocsPage } from "@/lib/domain/docs/docs-page";
import { slugOfFile, type DocsLanguage } from "@/lib/domain/docs/docs-path";
import { imageSize } from "@/lib/domain/docs/image-size";
import { parsePage } from "@/lib/domain/docs/parse-page";
import { perProcess } from "@/lib/per-process";

export type Docs = {
  /** By language and slug. */
  pages: Readonly<Record<DocsLanguage, ReadonlyMap<string, DocsPage>>>;
  images: DocsImages;
};

const SIZE_BYTES = 32;

/** The build traces what is in it, by `next.config.ts`. */
const folder = () => join(process.cwd(), "docs");

async function readPages(): Promise<Docs["pages"]> {
  const entries = await readdir(folder(), { recursive: true });
  const pages = { en: new Map<string, DocsPage>(), "pt-BR": new Map<string, DocsPage>() };
  await Promise.all(
    entries
      .filter((file) => file.endsWith(".md"))
      .map(async (file) => {
        const markdown = await readFile(join(folder(), file), "utf8");
        const { language, slug } = slugOfFile(file);
        pages[language].set(slug, { ...parsePage(markdown), file, slug, language, markdown });
      }),
  );
  return pages;
}

async function readImageSize(name: string) {
  if (name.endsWith(".svg")) return null;
  const file = await open(join(folder(), "images", name));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SIZE_BYTES), 0, SIZE_BYTES, 0);
    return imageSize(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

async function readImages(): Promise<DocsImages> {
  const names = await readdir(join(folder(), "images"));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readImageSize(name)] as const)),
  );
}

async function readDocs(): Promise<Docs> {
  const [pages, images] = await Promise.all([readPages(), readImages()]);
  return { pages, images };
}

/**
 * Every page of `docs/` and its pictures, read once by a process; `isFresh` reads again, for somebody
 * who is writing.
 * @throws where the folder can't be read.
 */
export async function loadDocs({ isFresh = false } = {}): Promise<Docs> {
  if (isFresh) return readDocs();
  const kept = perProcess<{ docs: Promise<Docs> | null }>("opspulseDocs", () => ({ docs: null }));
  kept.docs ??= readDocs();
  try {
    return await kept.docs;
  } catch (error) {
    kept.docs = null;
    throw error;
  }
}

/** A page in a language, else in English; null where there is none. */
export function findDocsPage(
  { pages }: Docs,
  language: DocsLanguage,
  slug: string,
): DocsPage | null {
  return pages[language].get(slug) ?? pages.en.get(slug) ?? null;
}

/** The bytes of a picture that `loadDocs` found; null where there is none of this name. */
export async function findDocsImage(
  { images }: Docs,
  name: string,
): Promise<Buffer<ArrayBuffer> | null> {
  return images.has(name) ? readFile(join(folder(), "images", name)) : null;
}
