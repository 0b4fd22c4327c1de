// Does what ./program.json says to process.env, and prints a line for each operation: its value or its error.
// What Node needs itself is hidden from the output, so that a watched process prints what a bare one does.

const util = require('util')

const HIDDEN = /^(?:NODE_OPTIONS|BUILDCHECK_)/
const VALUES = {
  '<undefined>': undefined,
  '<symbol>': Symbol('s'),
  '<bigint>': 10n,
  '<object>': { toString: () => 'object' },
  '<throwing>': { toString() { throw new RangeError('no text') } }
}

const shown = (object) => Object.entries(object).filter(([name]) => !HIDDEN.test(name))
const named = (names) => names.filter((name) => !HIDDEN.test(name))

const OPERATIONS = {
  get: (name) => process.env[name],
  in: (name) => name in process.env,
  own: (name) => [Object.hasOwn(process.env, name), Object.prototype.propertyIsEnumerable.call(process.env, name)],
  set: (name, value) => [(process.env[name] = value), process.env[name]],
  strictSet: (name, value) => {
    'use strict'
    process.env[name] = value
    return process.env[name]
  },
  delete: (name) => [delete process.env[name], name in process.env],
  keys: () => named(Object.keys(process.env)),
  names: () => named(Reflect.ownKeys(process.env)),
  spread: () => shown({ ...process.env }),
  entries: () => shown(process.env),
  json: () => shown(JSON.parse(JSON.stringify(process.env))),
  descriptor: (name) => Object.getOwnPropertyDescriptor(process.env, name),
  define: (name, value) => {
    Object.defineProperty(process.env, name, { value, writable: true, enumerable: true, configurable: true })
    return process.env[name]
  },
  defineAccessor: (name) => Object.defineProperty(process.env, name, { get: () => 1 }) === process.env,
  defineHidden: (name, value) => Object.defineProperty(process.env, name, { value, enumerable: false }) === process.env,
  forIn: () => {
    const found = []
    for (const name in process.env) found.push(name)
    return named(found)
  },
  assign: (name, value) => shown(Object.assign(process.env, { [name]: value })),
  reflectSet: (name, value) => [Reflect.set(process.env, name, value), Reflect.get(process.env, name)],
  inherit: (name) => {
    const found = Object.create(process.env)[name]
    return found === process.env ? 'process.env' : found
  },
  inheritSet: (name, value) => {
    const child = Object.create(process.env)
    child[name] = value
    return [Object.keys(child), process.env[name]]
  },
  // V8 leaves this one out of a copy of process.env, and not of one of a plain object.
  clone: () => shown(structuredClone({ env: process.env }).env).filter(([name]) => name !== '__proto__'),
  symbol: () => [process.env[Symbol.iterator], Symbol.toPrimitive in process.env, (process.env[Symbol('x')] = 1)],
  inspect: () => {
    const lines = util.inspect(process.env).split('\n')
    return lines.map((line) => line.trim().replace(/,$/, '')).filter((line) => !HIDDEN.test(line))
  },
  tag: () => [Object.prototype.toString.call(process.env), typeof process.env],
  coerce: () => [String(process.env), process.env == process.env, !!process.env],
  prototype: () => [Object.getPrototypeOf(process.env) === Object.prototype, process.env instanceof Object],
  extensible: () => [Object.isExtensible(process.env), Object.isFrozen(process.env), Object.isSealed(process.env)],
  isArray: () => [Array.isArray(process.env), Object.getOwnPropertySymbols(process.env)],
  with: (name) => new Function('name', 'with (process.env) return typeof A')(name),
  destructure: (name) => {
    const { [name]: one, A, ...rest } = process.env
    return [one, A, shown(rest)]
  }
}

for (const [kind, name, value] of JSON.parse(require('fs').readFileSync('program.json', 'utf8'))) {
  let result
  try {
    const given = typeof value === 'string' && value in VALUES ? VALUES[value] : value
    result = { value: OPERATIONS[kind](name, given) }
  } catch (error) {
    result = { error: error.name, message: error.message }
  }
  console.log(JSON.stringify(util.inspect(result, { depth: 4, breakLength: Infinity, maxArrayLength: null })))
}
