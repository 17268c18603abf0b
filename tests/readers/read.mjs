// Reads YAML documents with one JavaScript library.
// Usage: node read.mjs FOLDER js-yaml3|js-yaml4|yaml, FOLDER holding node_modules.
// In: a JSON array of texts. Out: a JSON array of {value} or {error}; dates as {"$date": …}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, name] = process.argv.slice(2);
const library = createRequire(resolve(folder, "x.js"))(name);
const read = {
  "js-yaml3": (text) => library.safeLoad(text),
  "js-yaml4": (text) => library.load(text),
  yaml: (text) => library.parse(text),
}[name];
const shown = (value) => {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(shown);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shown(v)]));
  return value;
};
const answers = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  try {
    return { value: shown(read(text)) };
  } catch (error) {
    return { error: String(error.message) };
  }
});
process.stdout.write(JSON.stringify(answers));
