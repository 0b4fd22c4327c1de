'use strict'
// Loaded into every Node process of a step (NODE_OPTIONS=--require): notes which host JavaScript tries to reach, and
// which project file or package does. In: BUILDCHECK_NETWORK_TRACE, the file to append to. Out: JSON lines
// {host, port, by}. Workers and child processes load it too; each line is one write in append mode.
//
// It must not be felt: it looks only when a connection is begun, once for each host, writes at most 200 lines, and
// swallows every error of its own. The project can forge its output, which is used for nothing but `HostContact.by`
// and addresses given by number; see engines/network_trace.py.

const fs = require('fs')
const net = require('net')
const path = require('path')

const FILE = process.env.BUILDCHECK_NETWORK_TRACE
const ROOT = process.env.BUILDCHECK_ROOT || '/work'
const MAX_LINES = 200
const MAX_BYTES = 1 << 20
const MAX_TEXT = 250
const FRAMES = 60
const APPEND = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_APPEND | (fs.constants.O_NOFOLLOW || 0)
// Kept from before the project can replace them.
const { closeSync, fstatSync, openSync, writeSync } = fs

// Whose install script this is: the package that somebody depends on, where the one on the stack is its downloader.
const INSTALLED = packageOf(process.env.npm_package_json || '')

const seen = new Set()

function append(line) {
  const file = openSync(FILE, APPEND, 0o644)
  try {
    if (fstatSync(file).size < MAX_BYTES) writeSync(file, line)
  } finally {
    closeSync(file)
  }
}

/** The files on the stack, the innermost first; the project's own way of printing stacks is not run. */
function stackFiles(below) {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder = {}
  try {
    Error.stackTraceLimit = FRAMES
    Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName()).filter(Boolean)
    Error.captureStackTrace(holder, below)
    return Array.isArray(holder.stack) ? holder.stack : []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    Error.prepareStackTrace = prepareStackTrace
  }
}

function packageOf(file) {
  const parts = file.split(/[\\/]node_modules[\\/]/)
  if (parts.length < 2) return null
  const [scope, name] = parts[parts.length - 1].split(/[\\/]/)
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

function projectFile(file) {
  const relative = path.relative(ROOT, file)
  return relative.startsWith('..') ? null : relative
}

/** Who is on the stack: the nearest package, and the nearest project file or the package whose script this is. */
function culprit(below) {
  const files = stackFiles(below)
    .map((file) => file.replace(/^file:\/\//, ''))
    .filter((file) => path.isAbsolute(file) && file !== __filename)
  const nearest = files.length > 0 ? packageOf(files[0]) : null
  const inProject = files.find((file) => packageOf(file) === null && projectFile(file) !== null)
  const own = inProject ? projectFile(inProject) : null
  const caller = own || (INSTALLED !== nearest && INSTALLED)
  if (nearest && caller) return `${nearest}, called by ${caller}`
  return nearest || own || files.map(packageOf).find(Boolean) || null
}

function isOwnMachine(host) {
  return !host || host === 'localhost' || host.startsWith('127.') || host === '::1'
}

function note(host, port, below) {
  if (typeof host !== 'string' || isOwnMachine(host)) return
  const key = `${host}:${port}`
  if (seen.has(key) || seen.size >= MAX_LINES) return
  seen.add(key)
  const by = culprit(below)
  const entry = { host: host.slice(0, MAX_TEXT), port: Number(port) || null, by: by && by.slice(0, MAX_TEXT) }
  append(`${JSON.stringify(entry)}\n`)
}

/** The target of the arguments of net.Socket.connect: [options], options, or port and host. */
function target(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (first !== null && typeof first === 'object') return first
  return { port: first, host: args[1] }
}

function quietly(look) {
  try {
    look()
  } catch {
    // Nothing that goes wrong here may be seen by the project.
  }
}

/** Replace a function by one that looks first and then does exactly what the old one did. */
function observe(owner, name, look) {
  const original = owner[name]
  if (typeof original !== 'function') return
  const observed = function (...args) {
    quietly(() => look(args, observed))
    return Reflect.apply(original, this, args)
  }
  for (const key of ['name', 'length']) Object.defineProperty(observed, key, { value: original[key], configurable: true })
  const property = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, { ...property, value: observed })
}

function urlOf(input) {
  return new URL(typeof input === 'object' && 'url' in input ? input.url : String(input))
}

function install() {
  observe(net.Socket.prototype, 'connect', (args, below) => {
    const { host, port } = target(args)
    note(host, port, below)
  })
  // fetch connects later, when its caller has left the stack.
  observe(globalThis, 'fetch', ([input], below) => {
    const url = urlOf(input)
    if (/^https?:$/.test(url.protocol)) note(url.hostname, url.port || (url.protocol === 'https:' ? 443 : 80), below)
  })
}

if (FILE) quietly(install)

module.exports = { note }
