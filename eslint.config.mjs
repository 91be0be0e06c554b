import nextVitals from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";

/** One way to name a module: from the root. A folder that moves then changes no import inside it. */
const relativeImports = {
  group: ["./*", "../*", "!./*.mjs", "!../*.mjs"],
  message: "Import from the root: @/folder/file.",
};

export default tseslint.config(
  {
    ignores: [
      ".next/**",
      ".opspulse/**",
      "node_modules/**",
      "next-env.d.ts",
      "drizzle/**",
      "test-results/**",
      "playwright-report/**",
      "screenshots/**",
    ],
  },
  ...nextVitals,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A Drizzle query is a thenable: left un-awaited, it silently never runs.
      "@typescript-eslint/no-floating-promises": ["error", { checkThenables: true }],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "separate-type-imports" },
      ],
      // A new member of a union is named at every switch over it.
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // Taking some properties out of an object names them.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // React calls handlers and form actions that return promises, and awaits what it must.
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      // Route handlers and server actions are async by contract, whether or not they wait.
      "@typescript-eslint/require-await": "off",
      "import/order": [
        "error",
        {
          groups: ["builtin", "external", "internal"],
          pathGroups: [{ pattern: "@/**", group: "internal" }],
          pathGroupsExcludedImportTypes: ["builtin"],
          alphabetize: { order: "asc" },
          "newlines-between": "never",
        },
      ],
      "no-restricted-imports": ["error", { patterns: [relativeImports] }],
    },
  },
  {
    files: ["app/**", "components/**", "db/**", "lib/**"],
    rules: { "no-console": "error" },
  },
  {
    files: ["app/**", "components/**"],
    ignores: ["components/ui/link.tsx"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [relativeImports],
          paths: [
            { name: "next/link", message: "Use components/ui/link, which prefetches nothing." },
          ],
        },
      ],
    },
  },
);
