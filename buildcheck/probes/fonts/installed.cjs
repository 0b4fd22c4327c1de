'use strict'
/* In: source files. Out: the copies of Next that builds of these files may use, each with its folder and version. */

const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')

/** [{folder, version}] of every Next that is installed for the current folder or for the folder of a file, as Node
 *  itself finds packages. Workspace packages often have none of their own; the app's then counts for them. */
function installedNexts(files) {
  const found = new Map()
  for (const from of new Set([process.cwd(), ...files.map((file) => path.dirname(path.resolve(file)))])) {
    try {
      const manifest = createRequire(path.join(from, 'index.js')).resolve('next/package.json')
      found.set(manifest, {
        folder: path.dirname(manifest),
        version: JSON.parse(fs.readFileSync(manifest, 'utf8')).version,
      })
    } catch {
      // No Next can be seen from this folder.
    }
  }
  return [...found.values()]
}

module.exports = { installedNexts }
