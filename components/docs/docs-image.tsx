import { cn } from "@/components/ui/cn";
import type { DocsImages } from "@/lib/domain/docs/docs-page";

const darkNameOf = (name: string) => name.replace(/(\.\w+)$/, "-dark$1");

type DocsImageProps = { name: string; alt: string; images: DocsImages };

/**
 * A picture, and where there is one beside it, `NAME-dark` in the dark theme. The style sheet hides one
 * of the two; a hidden one is not loaded.
 */
export function DocsImage({ name, alt, images }: DocsImageProps) {
  const dark = darkNameOf(name);
  const hasDark = images.has(dark);
  const shown = (file: string, className?: string) => (
    // eslint-disable-next-line @next/next/no-img-element -- it is small already, and of this site
    <img
      src={`/docs/images/${file}`}
      alt={alt}
      loading="lazy"
      className={cn("docs-image", className)}
      {...images.get(file)}
    />
  );
  if (!hasDark) return shown(name);
  return (
    <>
      {shown(name, "docs-light")}
      {shown(dark, "docs-dark")}
    </>
  );
}
