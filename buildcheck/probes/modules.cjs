'use strict'
// Modules that code of the project loads from outside of it: {kind: "module", package, path, via, by}. ``package`` is
// the name that was asked for (null for a path), ``path`` the folder of the package, or the file. ``via`` says on which
// road: "link" (a link in the project's own node_modules), "above" (node_modules of a folder above), "node-path",
// "global" (the folders that Node knows itself), "path" (written out), "other" (who asked gave folders of their own).
//
// What is imported rather than required is seen where Node has module.registerHooks (22.15, 23.5). A bundler's own
// resolver asks the file system: see files.cjs.

const path = require('path')
const Module = require('module')
const { fileURLToPath } = require('url')
const { existsSync, isWanted, naming, note, outside, packageFolder, quietly } = require('./outside.cjs')

const NAME = /^(?:@[a-z0-9~_.-]+\/)?[a-z0-9~_.-]+/i
const FOLDERS = process.env.NODE_PATH ? process.env.NODE_PATH.split(path.delimiter).filter(Boolean) : []

function isPath(request) {
  return /^(?:\.{0,2}[\\/]|\.{1,2}$|file:)/.test(request) || path.isAbsolute(request)
}

function roadOf(request, name, from) {
  if (isPath(request)) return 'path'
  const found = (folder) => existsSync(path.join(folder, name))
  const near = Module._nodeModulePaths(path.dirname(from)).find(found)
  if (near !== undefined) return outside(path.join(near, name)) === null ? 'link' : 'above'
  if (FOLDERS.some(found)) return 'node-path'
  return Module.globalPaths.some(found) ? 'global' : 'other'
}

function look(request, file, from) {
  if (typeof file !== 'string' || typeof from !== 'string' || !path.isAbsolute(file)) return
  if (outside(file) === null || outside(from) !== null) return
  const match = isPath(request) ? null : NAME.exec(request)
  const name = match ? match[0] : null
  const via = roadOf(request, name || '', from)
  note({ kind: 'module', package: name, path: packageFolder(file) || file, via, by: naming(from) })
}

function install() {
  const original = Module._resolveFilename
  Module._resolveFilename = function (request, parent, ...rest) {
    const file = Reflect.apply(original, this, [request, parent, ...rest])
    quietly(() => look(request, file, parent && parent.filename))
    return file
  }
  if (typeof Module.registerHooks !== 'function') return
  Module.registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      quietly(() => {
        const local = (url) => (typeof url === 'string' && url.startsWith('file:') ? fileURLToPath(url) : null)
        look(specifier, local(found && found.url), local(context.parentURL))
      })
      return found
    }
  })
}

if (isWanted()) quietly(install)
