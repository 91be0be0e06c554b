export { default, generateMetadata } from "@/app/docs/api/page";
