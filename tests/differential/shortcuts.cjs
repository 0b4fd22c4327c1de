// Loaded into each build: what comes after everything that knows of routes is left out. The tracing of a server's files
// (@vercel/nft) finds nothing, and webpack's output is not minified: together two thirds of the time of a small build.
const Module = require("node:module");
const load = Module._load;

class Nothing {
  apply() {}
}

async function nodeFileTrace() {
  return { fileList: new Set(), esmFileList: new Set(), reasons: new Map(), warnings: new Set() };
}

Module._load = function (request, ...rest) {
  if (request.endsWith("compiled/@vercel/nft")) return { nodeFileTrace };
  if (/plugins\/(minify|terser)-webpack-plugin\//.test(request)) return { MinifyPlugin: Nothing, TerserPlugin: Nothing };
  return load.call(this, request, ...rest);
};
