import nextVitals from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";

/** One way to name a module: from the root. A folder that moves then changes no import inside it. */
const relativeImports = {
  group: ["./*", "../*", "!./*.mjs", "!../*.mjs"],
  message: "Import from the root: @/folder/file.",
};

/** One shape of error: its class ends in "Error" and names itself, or extends one that does. */
const errorClasses = [
  {
    selector: "ClassDeclaration[superClass.name=/Error$/]:not([id.name=/Error$/])",
    message: "A class of errors is named …Error.",
  },
  {
    selector:
      "ClassDeclaration[superClass.name=/^(Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error$/]:not(:has(AssignmentExpression[left.object.type='ThisExpression'][left.property.name='name']))",
    message: "A class of errors sets this.name, or extends DomainError.",
  },
  {
    selector: "ClassExpression[superClass.name=/Error$/]",
    message: "A class of errors is declared by its name.",
  },
];

/** A file begins with its imports. What it says of itself comes after them. */
const headerAfterImports = {
  create: (context) => ({
    Program(program) {
      const first = program.body.find(({ type }) => type === "ImportDeclaration");
      if (first === undefined) return;
      for (const comment of context.sourceCode.getCommentsBefore(first)) {
        if (comment.type !== "Block") continue;
        context.report({ loc: comment.loc, message: "A header stands after the imports." });
      }
    },
  }),
};

export default tseslint.config(
  {
    ignores: [
      ".next/**",
      "dist/**",
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
    plugins: { dialect: { rules: { "header-after-imports": headerAfterImports } } },
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
      "import/first": "error",
      "dialect/header-after-imports": "error",
      "no-restricted-imports": ["error", { patterns: [relativeImports] }],
      "no-restricted-syntax": ["error", ...errorClasses],
      // Guards: what does not go on returns early, in a line of its own or in braces.
      curly: ["error", "multi-line"],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-else-return": ["error", { allowElseIf: false }],
      "no-lonely-if": "error",
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
