export { default, generateMetadata } from "@/app/docs/search/page";
