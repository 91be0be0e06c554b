/**
 * What a newer description of the API takes from clients of an older one. A client breaks where an
 * operation, a response or a field of a response is gone, where a response may be of a type that it never
 * was, or where a request that was fine is refused. Values of a list of names may be added to responses, and
 * so may objects with a new name (`const`): clients are asked to put up with them.
 *
 * It compares what `describeApi` writes: schemas with `type`, `enum`, `const`, `properties`, `required`,
 * `items`, `additionalProperties`, `anyOf`, `oneOf`, `allOf`, `$ref` and bounds. Alternatives of a union
 * are compared by their forms: each one of a request must still be taken by one of the newer, each newer
 * one of a response must have been there.
 */

export type Json = Record<string, unknown>;

type Direction = "request" | "response";

type Side = { root: Json; schema: Json };

type Comparison = { before: Side; after: Side; direction: Direction; at: string };

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const record = (value: unknown): Json => (isObject(value) ? value : {});

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** The value that a `$ref` leads to. */
function resolve(root: Json, value: unknown): Json {
  const json = record(value);
  if (typeof json.$ref !== "string") return json;
  const found = json.$ref
    .slice("#/".length)
    .split("/")
    .reduce<unknown>((from, name) => record(from)[name], root);
  return record(found);
}

/** A schema with its reference followed, and the parts of an `allOf` in one. */
function flatten({ root, schema }: Side): Json {
  const resolved = resolve(root, schema);
  const parts = list(resolved.allOf).map((part) => flatten({ root, schema: record(part) }));
  if (parts.length === 0) return resolved;
  return [resolved, ...parts].reduce((all, part) => ({
    ...all,
    ...part,
    properties: { ...record(all.properties), ...record(part.properties) },
    required: [...list(all.required), ...list(part.required)],
  }));
}

const typesOf = (schema: Json): readonly unknown[] => {
  const { type } = schema;
  const types = Array.isArray(type) ? list(type) : type === undefined ? [] : [type];
  // Whole numbers are numbers.
  return types.includes("number") ? [...types, "integer"] : types;
};

const valuesOf = (schema: Json): readonly unknown[] | null => {
  if ("const" in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : null;
};

const lacks = (all: readonly unknown[], some: readonly unknown[]) =>
  some.filter((value) => !all.includes(value));

/** What a narrower side must be within: the newer of a response, the older of a request. */
function compareValues({ before, after, direction, at }: Comparison): string[] {
  const [narrow, wide] =
    direction === "request" ? [before.schema, after.schema] : [after.schema, before.schema];
  const found: string[] = [];
  const verb = direction === "request" ? "no longer takes" : "may now be";
  const [narrowTypes, wideTypes] = [typesOf(narrow), typesOf(wide)];
  if (wideTypes.length > 0) {
    const types = narrowTypes.length === 0 ? ["anything"] : lacks(wideTypes, narrowTypes);
    found.push(...types.map((type) => `${at} ${verb} ${String(type)}`));
  }
  const wideValues = valuesOf(wide);
  if (wideValues !== null && direction === "request") {
    const narrowValues = valuesOf(narrow);
    const values = narrowValues === null ? ["any value"] : lacks(wideValues, narrowValues);
    found.push(...values.map((value) => `${at} ${verb} ${JSON.stringify(value)}`));
  }
  return found;
}

const upperBounds = ["maximum", "maxLength", "maxItems"] as const;
const lowerBounds = ["minimum", "minLength", "minItems"] as const;

/** Bounds matter where they refuse: in a request. */
function compareBounds({ before, after, direction, at }: Comparison): string[] {
  if (direction === "response") return [];
  const narrowed = (names: readonly string[], isNarrower: (now: number, then: number) => boolean) =>
    names.filter((name) => {
      const [then, now] = [before.schema[name], after.schema[name]];
      if (typeof now !== "number") return false;
      return typeof then === "number"
        ? isNarrower(now, then)
        : valuesOf(before.schema) === null && !(now <= 0 && names === lowerBounds);
    });
  return [
    ...narrowed(upperBounds, (now, then) => now < then),
    ...narrowed(lowerBounds, (now, then) => now > then),
  ].map((name) => `${at} has a narrower ${name}`);
}

function compareFields(comparison: Comparison): string[] {
  const { before, after, direction, at } = comparison;
  const [then, now] = [record(before.schema.properties), record(after.schema.properties)];
  const [thenRequired, nowRequired] = [list(before.schema.required), list(after.schema.required)];
  const isClosed = after.schema.additionalProperties === false;
  const found: string[] = [];
  for (const name of Object.keys(then)) {
    const field = `${at}.${name}`;
    if (!(name in now)) {
      if (direction === "response" || isClosed) found.push(`${field} is gone`);
      continue;
    }
    if (direction === "response" && thenRequired.includes(name) && !nowRequired.includes(name)) {
      found.push(`${field} may now be left out`);
    }
    found.push(
      ...compareSchemas({
        before: { root: before.root, schema: record(then[name]) },
        after: { root: after.root, schema: record(now[name]) },
        direction,
        at: field,
      }),
    );
  }
  if (direction === "request") {
    const added = lacks(thenRequired, nowRequired);
    found.push(...added.map((name) => `${at}.${String(name)} is now required`));
  }
  return found;
}

const alternativesOf = ({ root, schema }: Side): Side[] =>
  [...list(schema.anyOf), ...list(schema.oneOf)].map((option) => ({
    root,
    schema: flatten({ root, schema: record(option) }),
  }));

/** The fields with a fixed value, which tell an alternative from the others. */
const namesOf = ({ schema }: Side): string[] =>
  Object.entries(record(schema.properties)).flatMap(([name, field]) =>
    "const" in record(field) ? [`${name} ${JSON.stringify(record(field).const)}`] : [],
  );

function compareAlternatives({ before, after, direction, at }: Comparison): string[] {
  const [thens, nows] = [alternativesOf(before), alternativesOf(after)];
  const [narrow, wide] = direction === "request" ? [thens, nows] : [nows, thens];
  const known = new Set(thens.flatMap(namesOf));
  const isNew = (option: Side) =>
    direction === "response" && namesOf(option).some((name) => !known.has(name));
  const lost = narrow.filter(
    (option) =>
      !isNew(option) &&
      wide.every((other) => {
        const [then, now] = direction === "request" ? [option, other] : [other, option];
        return compareSchemas({ before: then, after: now, direction, at }).length > 0;
      }),
  );
  const text = direction === "request" ? "no longer takes" : "may now be";
  return lost.map(({ schema }) => `${at} ${text} ${JSON.stringify(schema).slice(0, 120)}`);
}

const isUnion = ({ schema }: Side) => "anyOf" in schema || "oneOf" in schema;

/** A side as a union of one, where the other is a union. */
const asUnion = (side: Side): Side =>
  isUnion(side) ? side : { root: side.root, schema: { anyOf: [side.schema] } };

/** Pairs that are being compared already, above: schemas may refer to themselves. */
const open = new Set<string>();

function compareSchemas(given: Comparison): string[] {
  const key = JSON.stringify([given.direction, given.before.schema, given.after.schema]);
  const refersTo = "$ref" in given.before.schema;
  if (refersTo && open.has(key)) return [];
  open.add(key);
  try {
    const before = { root: given.before.root, schema: flatten(given.before) };
    const after = { root: given.after.root, schema: flatten(given.after) };
    const comparison = { ...given, before, after };
    if (isUnion(before) || isUnion(after)) {
      return compareAlternatives({
        ...comparison,
        before: asUnion(before),
        after: asUnion(after),
      });
    }
    const items = (side: Side, name: "items" | "additionalProperties") => ({
      root: side.root,
      schema: record(side.schema[name]),
    });
    const inside = (["items", "additionalProperties"] as const).flatMap((name) =>
      isObject(before.schema[name]) && isObject(after.schema[name])
        ? compareSchemas({
            ...comparison,
            before: items(before, name),
            after: items(after, name),
            at: `${given.at}[]`,
          })
        : [],
    );
    return [
      ...compareValues(comparison),
      ...compareBounds(comparison),
      ...compareFields(comparison),
      ...inside,
    ];
  } finally {
    open.delete(key);
  }
}

/** The schema of a body, by its first content type. */
const schemaOf = (content: unknown, type: string): Json =>
  record(record(record(content)[type]).schema);

function compareContents(
  { before, after }: { before: Side; after: Side },
  direction: Direction,
  at: string,
): string[] {
  const [then, now] = [record(before.schema.content), record(after.schema.content)];
  return Object.keys(then).flatMap((type) =>
    type in now
      ? compareSchemas({
          before: { root: before.root, schema: schemaOf(then, type) },
          after: { root: after.root, schema: schemaOf(now, type) },
          direction,
          at: `${at} body`,
        })
      : [`${at} has no ${type} any more`],
  );
}

function compareParameters(before: Side, after: Side, at: string): string[] {
  const parametersOf = ({ root, schema }: Side) =>
    new Map(
      list(schema.parameters).map((parameter) => {
        const found = resolve(root, parameter);
        return [`${String(found.in)} ${String(found.name)}`, found] as const;
      }),
    );
  const [then, now] = [parametersOf(before), parametersOf(after)];
  const gone = [...then.keys()].filter((name) => !now.has(name));
  const required = [...now].filter(
    ([name, { required: isRequired }]) => isRequired === true && then.get(name)?.required !== true,
  );
  const changed = [...then].flatMap(([name, parameter]) => {
    const newer = now.get(name);
    return newer === undefined
      ? []
      : compareSchemas({
          before: { root: before.root, schema: record(parameter.schema) },
          after: { root: after.root, schema: record(newer.schema) },
          direction: "request",
          at: `${at} ${name}`,
        });
  });
  return [
    ...gone.map((name) => `${at} ${name} is gone`),
    ...required.map(([name]) => `${at} ${name} is now required`),
    ...changed,
  ];
}

function compareOperations(before: Side, after: Side, at: string): string[] {
  const found = compareParameters(before, after, at);
  const [thenBody, nowBody] = [before, after].map(({ root, schema }) =>
    resolve(root, schema.requestBody),
  );
  if (nowBody?.required === true && thenBody?.required !== true) {
    found.push(`${at} now needs a body`);
  }
  found.push(
    ...compareContents(
      {
        before: { root: before.root, schema: thenBody ?? {} },
        after: { root: after.root, schema: nowBody ?? {} },
      },
      "request",
      at,
    ),
  );
  const [then, now] = [record(before.schema.responses), record(after.schema.responses)];
  for (const status of Object.keys(then).filter((code) => Number(code) < 400)) {
    if (!(status in now)) {
      found.push(`${at} no longer responds with ${status}`);
      continue;
    }
    const [older, newer] = [resolve(before.root, then[status]), resolve(after.root, now[status])];
    found.push(
      ...compareContents(
        {
          before: { root: before.root, schema: older },
          after: { root: after.root, schema: newer },
        },
        "response",
        `${at} ${status}`,
      ),
    );
    const headers = Object.keys(record(older.headers)).filter(
      (name) => !(name in record(newer.headers)),
    );
    found.push(...headers.map((name) => `${at} ${status} has no header ${name} any more`));
  }
  return found;
}

/** One line for each change from `before` to `after` that breaks clients. Both are OpenAPI 3.1. */
export function findBreakingChanges(before: Json, after: Json): string[] {
  const found: string[] = [];
  for (const [path, then] of Object.entries(record(before.paths))) {
    const now = record(record(after.paths)[path]);
    for (const method of methods) {
      if (!(method in record(then))) continue;
      const at = `${method.toUpperCase()} ${path}`;
      if (!(method in now)) {
        found.push(`${at} is gone`);
        continue;
      }
      found.push(
        ...compareOperations(
          { root: before, schema: record(record(then)[method]) },
          { root: after, schema: record(now[method]) },
          at,
        ),
      );
    }
  }
  return found;
}
