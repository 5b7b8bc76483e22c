// What quicktype makes of the same trials: types from what was seen, tried on what was left out.
//
//   cargo run -q -p conformance-types -- FOLDER --samples > trials.jsonl
//   npm ci && node compare.mjs trials.jsonl
//
// Its types are looked at as JSON Schema, with what its Rust code allows added: unknown members are
// skipped, a member that is not required may be null, and formats of texts are not checked.

import { readFileSync } from "node:fs";
import { InputData, jsonInputForTargetLanguage, quicktype } from "quicktype-core";
import Ajv from "ajv";

async function schemaOf(samples) {
  const input = jsonInputForTargetLanguage("schema");
  await input.addSource({ name: "Sample", samples });
  const inputData = new InputData();
  inputData.addInput(input);
  const { lines } = await quicktype({ inputData, lang: "schema" });
  return JSON.parse(lines.join("\n"));
}

function relaxed(schema) {
  if (Array.isArray(schema)) return schema.map(relaxed);
  if (schema === null || typeof schema !== "object") return schema;
  const made = {};
  for (const [key, value] of Object.entries(schema)) {
    if (["format", "title", "$schema", "contentMediaType", "qt-uri-protocols", "qt-uri-extensions"].includes(key)) continue;
    if (key === "additionalProperties" && value === false) continue;
    if (key === "properties") {
      const required = schema.required ?? [];
      made.properties = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [
          name,
          required.includes(name) ? relaxed(property) : { anyOf: [relaxed(property), { type: "null" }] },
        ]),
      );
      continue;
    }
    made[key] = relaxed(value);
  }
  return made;
}

/** Leaves of a value: those with a type, and those that may be anything. */
function leaves(value, schema, root, counts) {
  while (schema?.$ref) schema = root.definitions[schema.$ref.split("/").pop()];
  for (const one of schema?.anyOf ?? []) {
    const check = ajv.compile({ ...one, definitions: root.definitions });
    if (check(value)) return leaves(value, one, root, counts);
  }
  if (Array.isArray(value)) return value.forEach((item) => leaves(item, schema?.items, root, counts));
  if (value !== null && typeof value === "object") {
    for (const [name, member] of Object.entries(value)) {
      const known = schema?.properties?.[name] ?? schema?.additionalProperties;
      if (known !== undefined) leaves(member, known, root, counts);
      else if (schema === undefined || Object.keys(schema).length === 0) leaves(member, undefined, root, counts);
    }
    return;
  }
  // As in our own figures a null says nothing about the type.
  if (value === null) return;
  const isAny = schema === undefined || Object.keys(schema).every((key) => key === "definitions");
  counts[isAny ? "wide" : "narrow"] += 1;
}

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
const counts = { narrow: 0, wide: 0 };
const tried = { fits: 0, all: 0 };
for (const line of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  const { title, seen, unseen } = JSON.parse(line);
  tried.all += 1;
  try {
    const schema = relaxed(await schemaOf(seen));
    const value = JSON.parse(unseen);
    if (ajv.compile(schema)(value)) {
      tried.fits += 1;
      leaves(value, schema, schema, counts);
    } else if (process.argv[3] === "--misfits") {
      console.log(title);
    }
  } catch (error) {
    console.error(`${title}: ${error.message}`);
  }
}
const percent = (part, all) => `${part} of ${all} (${((part * 100) / all).toFixed(1)} %)`;
console.log(`left out that decode: ${percent(tried.fits, tried.all)}`);
console.log(`leaves with a type: ${percent(counts.narrow, counts.narrow + counts.wide)}`);
