// node next_options.js FOLDER: prints the option paths (two levels) that the configuration schema of the unpacked
// `next` in FOLDER knows, as JSON; "images.*" says that any key is allowed below images. Up to 13.4 it is a JSON schema,
// later a Zod schema. Everything else that the schema's file requires is replaced: it is not needed, and not unpacked.
const path = require("path");
const Module = require("module");

const root = path.resolve(process.argv[2]);
const load = Module._load;

function anything() {
  return new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : key === Symbol.iterator ? function* () {} : anything()),
    apply: anything,
    construct: anything,
  });
}

Module._load = function (request, parent, isMain) {
  if (request === "next/dist/compiled/zod") return load.call(this, path.join(root, "dist/compiled/zod"), parent, isMain);
  const own = request.startsWith(".") && !parent.filename.includes("compiled") && !request.includes("image-config");
  return request.startsWith("next/") || own ? anything() : load.call(this, request, parent, isMain);
};

/** Give the shapes of the objects that a schema allows, each with whether it allows other keys as well. */
function shapes(node) {
  if (!node) return [];
  if (node.properties) return [[node.properties, node.additionalProperties !== false]];
  if (node.oneOf || node.anyOf) return (node.oneOf || node.anyOf).flatMap(shapes);
  const def = node._def || (node._zod && node._zod.def);
  if (!def) return [];
  const shape = typeof def.shape === "function" ? def.shape() : def.shape;
  if (shape) return [[shape, def.unknownKeys ? def.unknownKeys !== "strict" : !def.catchall]];
  const inner = [def.innerType, def.schema, def.getter && def.getter(), ...(def.options || []), def.left, def.right];
  return inner.flatMap((each) => (each && typeof each === "object" ? shapes(each) : []));
}

const found = new Set();

function walk(node, prefix, depth) {
  for (const [shape, open] of shapes(node)) {
    if (open && prefix) found.add(`${prefix}*`);
    for (const [key, inner] of Object.entries(shape)) {
      found.add(prefix + key);
      if (depth > 1) walk(inner, `${prefix}${key}.`, depth - 1);
    }
  }
}

const schema = require(path.join(root, "dist/server/config-schema.js"));
walk(schema.configSchema || schema.default || schema, "", 2);
process.stdout.write(JSON.stringify([...found].sort()));
