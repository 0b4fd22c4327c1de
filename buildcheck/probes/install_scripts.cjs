'use strict'
// Which installed packages ask for an install script. Arguments: folders that hold a node_modules folder. Out: a JSON
// list of "name@version". What it reads was put there by a package manager, and is not trusted: no link is followed,
// large files are left alone, the number of packages and their depth are bounded, and nothing is loaded or run.

const fs = require('fs')
const path = require('path')

const EVENTS = ['preinstall', 'install', 'postinstall']
const STORES = ['.pnpm', '.bun', '.store']
const MAX_BYTES = 1 << 20
const MAX_PACKAGES = 200000
const MAX_DEPTH = 40
const NAME = /^[\w.@/+-]{1,200}$/

const found = new Set()
let packages = 0

function folders(folder) {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
}

function manifestOf(folder) {
  const file = path.join(folder, 'package.json')
  try {
    const state = fs.lstatSync(file)
    return state.isFile() && state.size <= MAX_BYTES ? JSON.parse(fs.readFileSync(file, 'utf8')) : null
  } catch {
    return null
  }
}

// A package without such scripts that brings a binding.gyp is compiled all the same (npm's "scripts" manual).
function wantsScript(manifest, folder) {
  const scripts = manifest.scripts || {}
  if (EVENTS.some((event) => typeof scripts[event] === 'string' && scripts[event])) return true
  return manifest.gypfile !== false && fs.existsSync(path.join(folder, 'binding.gyp'))
}

function isName(text) {
  return typeof text === 'string' && NAME.test(text)
}

function look(folder, depth) {
  packages += 1
  const manifest = manifestOf(folder)
  if (manifest !== null && isName(manifest.name) && isName(manifest.version) && wantsScript(manifest, folder)) {
    found.add(`${manifest.name}@${manifest.version}`)
  }
  walk(path.join(folder, 'node_modules'), depth + 1)
}

function walk(modules, depth) {
  if (depth > MAX_DEPTH) return
  for (const name of folders(modules)) {
    const folder = path.join(modules, name)
    if (packages > MAX_PACKAGES) return
    if (STORES.includes(name)) inStore(folder, depth)
    else if (name.startsWith('@')) folders(folder).forEach((each) => look(path.join(folder, each), depth))
    else if (!name.startsWith('.')) look(folder, depth)
  }
}

// Isolated layouts keep each package in STORE/<name and version>/node_modules (Yarn: STORE/<name>/package).
function inStore(store, depth) {
  for (const name of folders(store)) {
    walk(path.join(store, name, 'node_modules'), depth + 1)
    look(path.join(store, name, 'package'), depth + 1)
  }
}

for (const folder of process.argv.slice(2)) {
  walk(path.join(folder, 'node_modules'), 0)
  // Yarn's Plug'n'Play unpacks only what needs to lie on disk, packages with scripts among them.
  for (const name of folders(path.join(folder, '.yarn', 'unplugged'))) walk(path.join(folder, '.yarn', 'unplugged', name, 'node_modules'), 0)
}
process.stdout.write(JSON.stringify([...found].sort()))
