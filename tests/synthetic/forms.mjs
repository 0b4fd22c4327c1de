// Validators for texts of one written form, of the libraries in this folder's node_modules: each is told the value that was
// made for its source text, and says what is wrong with it. In: JSON {source: value} as the first argument. Out: JSON
// {source: null or the message}.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const libraries = { z: require("zod").z, z3: require("zod3").z, v: require("valibot"), Joi: require("joi") };
const said = {};
for (const [source, value] of Object.entries(JSON.parse(process.argv[2]))) {
  const schema = new Function(...Object.keys(libraries), `return ${source}`)(...Object.values(libraries));
  const parse = { v: () => libraries.v.parse(schema, value), J: () => libraries.Joi.assert(value, schema) }[source[0]];
  try {
    (parse ?? (() => schema.parse(value)))();
    said[source] = null;
  } catch (error) {
    said[source] = `${value}: ${error.message}`;
  }
}
process.stdout.write(JSON.stringify(said));
