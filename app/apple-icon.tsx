import { drawLogo } from "@/app/mark-image";

export const size = { width: 180, height: 180 };
export const contentType = "image/png";

export default function AppleIcon() {
  return drawLogo(size.width);
}
