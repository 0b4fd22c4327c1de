'use strict'
// What the probes of an observed build share: which paths lie outside of the project, who asks for them, and the file
// that is written. Out: JSON lines with `kind`; see watching/use_trace.py, which reads them as hostile.
//
// It must not be felt: a path inside of the project costs one comparison, each other path is looked at once, and every
// error is swallowed.

const fs = require('fs')
const path = require('path')

const FILE = process.env.BUILDCHECK_USE_TRACE
const ROOT = process.env.BUILDCHECK_ROOT || ''
const MAX_LINES = 1500
const MAX_BYTES = 1 << 20
const MAX_TEXT = 1000
const FRAMES = 60
const APPEND = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_APPEND | (fs.constants.O_NOFOLLOW || 0)
const UP = `${path.sep}..${path.sep}`
const WINDOWS = process.platform === 'win32'
// Windows finds a file under any spelling of its name, with either slash, and behind a prefix for long paths.
const folded = WINDOWS ? (text) => text.toLowerCase() : (text) => text
const tidy = (file) => (WINDOWS ? path.normalize(file.replace(/^\\\\\?\\/, '')) : file.includes(UP) ? path.normalize(file) : file)
const INSIDE = folded(ROOT.endsWith(path.sep) ? ROOT : ROOT + path.sep)
// What package managers keep for all projects, and lay out as the lockfile says.
const STORES = /[\\/](?:\.yarn[\\/]berry|pnpm[\\/]store|\.pnpm-store|\.bun[\\/]install[\\/]cache)[\\/]/
const OURS = __dirname + path.sep
// Kept from before they are replaced, by us or by the project.
const { closeSync, existsSync, fstatSync, openSync, realpathSync, writeSync } = fs
const { stringify } = JSON

const seen = new Set()

/** Whether there is a place to write to. */
function isWanted() {
  return Boolean(FILE) && path.isAbsolute(FILE) && path.isAbsolute(ROOT)
}

/** Write a line, once for each content. */
function note(entry) {
  if (seen.size >= MAX_LINES) return
  const line = stringify(entry)
  if (seen.has(line) || line.length > MAX_TEXT * 4) return
  seen.add(line)
  const file = openSync(FILE, APPEND, 0o600)
  try {
    if (fstatSync(file).size < MAX_BYTES) writeSync(file, `${line}\n`)
  } finally {
    closeSync(file)
  }
}

function quietly(look) {
  try {
    return look()
  } catch {
    // Nothing that goes wrong here may be seen by the project.
    return null
  }
}

/** Replace a function by one that looks first and then does exactly what the old one did. */
function observe(owner, name, look) {
  const property = Object.getOwnPropertyDescriptor(owner, name)
  const original = property && property.value
  if (typeof original !== 'function') return
  const observed = function (...args) {
    quietly(() => look(args, observed))
    return Reflect.apply(original, this, args)
  }
  Object.defineProperties(observed, Object.getOwnPropertyDescriptors(original))
  Object.defineProperty(owner, name, { ...property, value: observed })
}

/** The path with its steps upwards taken, if it is an absolute one outside of the project; null else, and for folders
 * around the project, which are looked at by whoever resolves a path. */
function outside(file) {
  if (folded(file).startsWith(INSIDE) && !file.includes(UP)) return null
  const plain = tidy(file)
  const compared = folded(plain)
  if (compared.startsWith(INSIDE) || isAround(compared) || plain.startsWith(OURS) || STORES.test(plain)) return null
  return path.isAbsolute(plain) && plain.length <= MAX_TEXT ? plain : null
}

function isAround(compared) {
  return INSIDE.startsWith(compared) && (compared.endsWith(path.sep) || INSIDE[compared.length] === path.sep)
}

/** Where a path leads in the end; as it is where that can't be known. */
function real(file) {
  return quietly(() => realpathSync.native(file)) ?? file
}

/** The folder of the package that a file is part of, null outside of packages. */
function packageFolder(file) {
  const at = file.lastIndexOf(`${path.sep}node_modules${path.sep}`)
  if (at < 0) return null
  const start = at + '/node_modules/'.length
  const [first, second] = file.slice(start).split(path.sep)
  const name = first.startsWith('@') && second ? first + path.sep + second : first
  return name && !name.startsWith('.') ? file.slice(0, start) + name : null
}

/** The files on the stack, the innermost first; the project's own way of printing stacks is not run. */
function callers(below) {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder = {}
  try {
    Error.stackTraceLimit = FRAMES
    Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName()).filter(Boolean)
    Error.captureStackTrace(holder, below)
    const files = Array.isArray(holder.stack) ? holder.stack : []
    return files
      .map((file) => (file.startsWith('file://') ? require('url').fileURLToPath(file) : file))
      .filter((file) => path.isAbsolute(file) && !file.startsWith(OURS))
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    Error.prepareStackTrace = prepareStackTrace
  }
}

/** The nearest caller in the project: a package by its name, a file by its path. Null where none is on the stack. */
function nearest(below) {
  const file = callers(below).find((each) => outside(each) === null)
  return file === undefined ? null : naming(file)
}

/** What a file of the project is called: by its package, else by its path. */
function naming(file) {
  const folder = packageFolder(file)
  const name = folder ? folder.slice(folder.lastIndexOf('node_modules') + 'node_modules/'.length) : path.relative(ROOT, file)
  return name.split(path.sep).join('/').slice(0, MAX_TEXT)
}

module.exports = { ROOT, existsSync, isWanted, naming, nearest, note, observe, outside, packageFolder, quietly, real }
