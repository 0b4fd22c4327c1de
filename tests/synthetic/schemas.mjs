// Builds the schema that an expectation describes, in each library, and says which of them refuse the value. One request
// of JSON in each line: {"expected": …, "value": …}; one answer in each: {"library": "the message of its refusal"}.
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(join(process.cwd(), "package.json"));
const { z: zod4 } = require("zod");
const { z: zod3 } = require("zod3");
const v = require("valibot");
const envalid = require("envalid");
const joi = require("joi");
const { createEnv } = await import(join(process.cwd(), "node_modules/@t3-oss/env-nextjs/dist/index.js"));

const NUMBERS = ["number", "integer", "port"];

function limited(schema, { least, most, pattern, starts, ends }, names) {
  let made = schema;
  if (least != null) made = made[names.least](least);
  if (most != null) made = made[names.most](most);
  if (pattern != null) made = made.regex(new RegExp(pattern));
  if (starts != null && names.starts) made = made[names.starts](starts);
  if (ends != null && names.ends) made = made[names.ends](ends);
  return made;
}

function withZod(z, expected) {
  const { type, choices, protocols } = expected;
  const text = z.string();
  const names = { least: "min", most: "max", starts: "startsWith", ends: "endsWith" };
  if (choices.length) return z.enum(choices);
  if (type === "number") return limited(z.coerce.number(), expected, names);
  if (type === "integer") return limited(z.coerce.number().int(), expected, names);
  if (type === "port") return z.coerce.number().int().min(1).max(65535);
  if (type === "boolean") return z.enum(["true", "false"]);
  if (type === "date") return z.coerce.date();
  if (type === "json") return text.transform((given) => JSON.parse(given));
  if (type === "host") return text.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
  if (type === "hex") return text.regex(/^[0-9a-f]+$/);
  const protocol = new RegExp(`^(${protocols.join("|").replaceAll("+", "\\+")})$`);
  if (type === "url" && protocols.length && z === zod4) return z.url({ protocol });
  const plain = ["url", "email", "uuid", "jwt", "base64"].includes(type) ? text[type]() : text;
  return limited(plain, expected, names);
}

function withValibot(expected) {
  const { type, choices, least, most, pattern, starts, ends } = expected;
  if (choices.length) return v.picklist(choices);
  if (NUMBERS.includes(type)) {
    const whole = type === "number" ? [] : [v.integer()];
    const limits = [least != null && v.minValue(least), most != null && v.maxValue(most)];
    return v.pipe(v.string(), v.transform(Number), v.number(), ...whole, ...limits.filter(Boolean));
  }
  const kinds = { url: v.url, email: v.email, uuid: v.uuid, base64: v.base64, hex: v.hexadecimal, date: v.isoDate };
  const rules = [
    kinds[type]?.(), least != null && v.minLength(least), most != null && v.maxLength(most),
    pattern != null && v.regex(new RegExp(pattern)), starts != null && v.startsWith(starts),
    ends != null && v.endsWith(ends),
  ];
  return v.pipe(v.string(), ...rules.filter(Boolean));
}

function withEnvalid({ type, choices }) {
  const kinds = {
    url: "url", email: "email", number: "num", integer: "num", port: "port", boolean: "bool", json: "json", host: "host",
  };
  return choices.length ? envalid.str({ choices }) : envalid[kinds[type] ?? "str"]();
}

function withJoi(expected) {
  const { type, choices, protocols } = expected;
  const text = joi.string();
  const names = { least: "min", most: "max" };
  if (choices.length) return text.valid(...choices);
  if (type === "number") return limited(joi.number(), expected, names);
  if (type === "integer") return limited(joi.number().integer(), expected, names);
  const scheme = protocols.length ? { scheme: protocols } : {};
  const kinds = {
    port: () => joi.number().port(), boolean: () => joi.boolean(), date: () => joi.date().iso(),
    url: () => text.uri(scheme), email: () => text.email({ tlds: false }), uuid: () => text.guid(),
    host: () => text.hostname(), hex: () => text.hex(), base64: () => text.base64(),
  };
  return limited(kinds[type]?.() ?? text, expected, names);
}

const libraries = {
  zod4: (expected, value) => withZod(zod4, expected).parse(value),
  zod3: (expected, value) => withZod(zod3, expected).parse(value),
  valibot: (expected, value) => v.parse(withValibot(expected), value),
  envalid: (expected, value) => {
    const reporter = ({ errors }) => {
      for (const error of Object.values(errors)) throw error;
    };
    envalid.cleanEnv({ X: value }, { X: withEnvalid(expected) }, { reporter });
  },
  joi: (expected, value) => joi.assert(value, withJoi(expected)),
  t3: (expected, value) =>
    createEnv({ server: { X: withZod(zod4, expected) }, client: {}, runtimeEnv: { X: value }, onValidationError: (issues) => {
      throw new Error(JSON.stringify(issues));
    } }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { expected, value } = JSON.parse(line);
  const refused = {};
  for (const [name, check] of Object.entries(libraries)) {
    try {
      check(expected, value);
    } catch (error) {
      refused[name] = String(error.message).slice(0, 300);
    }
  }
  process.stdout.write(`${JSON.stringify(refused)}\n`);
}
