'use strict'
// Loaded into every Node process of a step (see watch.cjs): notes which variables are read, in which phase of a build,
// for which route and by whom. In: BUILDCHECK_ENVIRONMENT_TRACE, the file to append to; what follows the last "-" of its
// name is the step's phase. Out: JSON lines {name, phase, route, by, line, column, set}; never a value. The name "*" is
// a copy of the whole environment.
//
// It must not be felt: process.env becomes a Proxy whose traps look and then do what process.env does; each read after
// the first few of a name costs a look into a map; every error of its own is swallowed. Whoever assigns
// another object to process.env is no longer watched. The project can forge the output; see engines/environment_trace.py.

const fs = require('fs')
const path = require('path')
const { inspect } = require('util')
const { MessagePort } = require('worker_threads')

const FILE = process.env.BUILDCHECK_ENVIRONMENT_TRACE
const MAX_LINES = 500
const MAX_BYTES = 1 << 20
const MAX_TEXT = 250
// How often it is asked who reads a name, in one context: a name has few readers, and a stack costs microseconds.
const MAX_LOOKS = 6
// How many reads of a name are looked at in all, and how many by tools: what is read more often is read in a loop.
const MAX_READS = 1000
const MAX_BY_TOOLS = 30
const MAX_DEPTH = 4
// What Node, its package managers, Next and we tell ourselves; nobody sets these for a project.
const OWN = /^(?:__NEXT|NEXT_(?:PRIVATE|RUNTIME|PHASE|OTEL|IS_EXPORT|TELEMETRY|MANUAL|DEPLOYMENT)|NODE_|npm_|BUILDCHECK_|JEST_WORKER|IS_NEXT_WORKER|TURBOPACK|RUST_|__)/
// What JavaScript itself asks of any object.
const ASKED = new Set([...Object.getOwnPropertyNames(Object.prototype), 'toJSON', 'then'])
const SHELL = /^(?:PATH|HOME|PWD|SHELL|TERM|TMPDIR|TMP|TEMP|LANG|TZ|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|COLORTERM)$/
const APPEND = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_APPEND | (fs.constants.O_NOFOLLOW || 0)
// Kept from before the project can replace them.
const { closeSync, fstatSync, openSync, writeSync } = fs
const { stringify } = JSON
const { hasOwn } = Object

const names = new Map() // name -> null (looked at no more) or {reads, tools, looks: Map of context -> number}
const seen = new Set()
let reader = null
let busy = false

function append(line) {
  const file = openSync(FILE, APPEND, 0o644)
  try {
    if (fstatSync(file).size < MAX_BYTES) writeSync(file, line)
  } finally {
    closeSync(file)
  }
}

function isOfInterest(name) {
  return name.length <= MAX_TEXT && !OWN.test(name) && !SHELL.test(name) && !ASKED.has(name)
}

function askedOf(name) {
  let asked = names.get(name)
  if (asked === undefined) {
    asked = isOfInterest(name) ? { reads: MAX_READS, tools: MAX_BY_TOOLS, looks: new Map() } : null
    names.set(name, asked)
  }
  return asked
}

/** Whether it is worth asking who reads: one of the first reads of the name in its context, and by no tool. */
function isNews(name, asked, trap) {
  asked.reads -= 1
  if (asked.reads === 0 || asked.tools === 0) names.set(name, null)
  const where = reader.context()
  const left = asked.looks.get(where) ?? MAX_LOOKS
  if (left === 0) return false
  if (reader.isTool(trap)) {
    asked.tools -= 1
    return false
  }
  asked.looks.set(where, left - 1)
  return true
}

function note(name, env, trap) {
  if (busy || seen.size >= MAX_LINES) return
  busy = true
  try {
    const asked = askedOf(name)
    if (asked === null || !isNews(name, asked, trap)) return
    const read = reader.describe(trap)
    if (read === null) return
    const entry = stringify({ name, ...read, set: name === '*' || hasOwn(env, name) })
    if (seen.has(entry)) return
    seen.add(entry)
    append(`${entry}\n`)
  } catch {
    // Nothing that goes wrong here may be seen by the project.
  } finally {
    busy = false
  }
}

/**
 * What stands for ``env``: its target is empty, because V8 asks the target again after each trap, and process.env is
 * slow to ask. Spreading asks for the keys, then for each key whether it is enumerable, then for its value: that is one
 * read of the whole, and not one of each name.
 */
function watched(env) {
  let listed = []
  let next = 0
  let copied = null
  const forget = () => {
    copied = null
  }
  const handler = {
    get(_, name, receiver) {
      if (name === copied) copied = null
      else if (typeof name === 'string') note(name, env, handler.get)
      return receiver === proxy ? env[name] : Reflect.get(env, name, receiver)
    },
    has(_, name) {
      if (typeof name === 'string') note(name, env, handler.has)
      return name in env
    },
    ownKeys() {
      note('*', env, handler.ownKeys)
      listed = Reflect.ownKeys(env)
      next = 0
      // A caller may change the list that it gets.
      return listed.slice()
    },
    getOwnPropertyDescriptor(_, name) {
      if (next < listed.length && listed[next] === name) {
        next += 1
        copied = name
        // Object.keys asks for no value after the last key, and somebody may later.
        if (next === listed.length) queueMicrotask(forget)
      } else if (typeof name === 'string') note(name, env, handler.getOwnPropertyDescriptor)
      return Reflect.getOwnPropertyDescriptor(env, name)
    },
    set(_, name, value, receiver) {
      if (receiver !== proxy) return Reflect.set(env, name, value, receiver)
      env[name] = value
      return true
    },
    defineProperty: (_, name, property) => Reflect.defineProperty(env, name, property),
    deleteProperty: (_, name) => Reflect.deleteProperty(env, name),
    getPrototypeOf: () => Reflect.getPrototypeOf(env),
    setPrototypeOf: (_, prototype) => Reflect.setPrototypeOf(env, prototype),
    preventExtensions: () => Reflect.preventExtensions(env)
  }
  // util.inspect, and so console.log, looks at a proxy's target without a trap.
  const shown = () => {
    note('*', env, shown)
    return env
  }
  const target = Object.defineProperty({}, inspect.custom, { value: shown, configurable: true })
  const proxy = new Proxy(target, handler)
  return proxy
}

/** A message with the proxy in it replaced by a plain copy, because a Proxy can't be sent and process.env can. */
function sendable(value, proxy, env, depth) {
  if (value === proxy) return { ...env }
  if (value === null || typeof value !== 'object' || depth === 0) return value
  if (Array.isArray(value)) return value.map((each) => sendable(each, proxy, env, depth - 1))
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sendable(each, proxy, env, depth - 1)]))
}

/** Let ``owner[name]`` take the proxy as it takes process.env. */
function allow(owner, name, proxy, env) {
  const property = Object.getOwnPropertyDescriptor(owner, name)
  const original = property && property.value
  if (typeof original !== 'function') return
  const replacement = function (message, ...rest) {
    try {
      return Reflect.apply(original, this, [message, ...rest])
    } catch (error) {
      if (!error || error.name !== 'DataCloneError') throw error
      note('*', env, replacement)
      return Reflect.apply(original, this, [sendable(message, proxy, env, MAX_DEPTH), ...rest])
    }
  }
  for (const key of ['name', 'length']) Object.defineProperty(replacement, key, { value: original[key], configurable: true })
  Object.defineProperty(owner, name, { ...property, value: replacement })
}

function install() {
  reader = require('./reader.cjs')
  if (!reader.isWatched()) return
  const env = process.env
  const proxy = watched(env)
  process.env = proxy
  allow(globalThis, 'structuredClone', proxy, env)
  allow(MessagePort.prototype, 'postMessage', proxy, env)
  reader.startTasks()
}

try {
  if (FILE && path.isAbsolute(FILE)) install()
} catch {
  // Nothing that goes wrong here may be seen by the project.
}
