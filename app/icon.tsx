import { drawLogo } from "@/app/mark-image";

const sizes = [192, 512] as const;

/** The sizes that a launcher asks for; `app/icon.svg` serves everything else. */
export function generateImageMetadata() {
  return sizes.map((size) => ({
    id: String(size),
    size: { width: size, height: size },
    contentType: "image/png",
  }));
}

export default async function Icon({ id }: { id: Promise<string> }) {
  return drawLogo(Number(await id));
}
