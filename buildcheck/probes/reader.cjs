'use strict'
// Who reads: the stack, the process and what it works on, as {phase, route, by, line, column}. For environment.cjs.
//
// What Next's own processes do is taken from what they are told: the messages of jest-worker (`isPageStatic`,
// `exportPage`, `exportPages`) and the storage that goes with a rendering in the App Router. Versions 13.5 to 16.

const { AsyncLocalStorage } = require('async_hooks')
const Module = require('module')
const path = require('path')
const { isMainThread } = require('worker_threads')
const { original } = require('./source_maps.cjs')

const ROOT = process.env.BUILDCHECK_ROOT || '/work'
const STEP = (process.env.BUILDCHECK_ENVIRONMENT_TRACE || '').split('-').pop()
const OURS = __dirname + path.sep
const FRAMES = 200
const NEAREST = 16
// Node prints for whoever calls it.
const PRINTING = /^node:(?:internal\/(?:util|console)\b|util$|console$)/
const MAX_TEXT = 250

const MANAGERS = /(?:^|[\\/])(?:npm|npx|npm-cli|npx-cli|pnpm|pnpx|yarn|yarnpkg|corepack|bun|turbo)(?:-[\d.]+)?(?:\.[cm]?js)?$/
const NEXT = /[\\/]next[\\/]dist[\\/]bin[\\/]next$|[\\/]\.bin[\\/]next$/
const VITE = /[\\/]vite[\\/]bin[\\/]vite\.js$|[\\/]\.bin[\\/]vite$/
const WORKER = /[\\/]next[\\/]dist[\\/]compiled[\\/]jest-worker[\\/](?:process|thread)Child\.js$/
const CONFIG = /(?:^|[\\/])(?:next|vite|nuxt|astro|svelte|remix|react-router|gatsby|vue|angular)[.-](?:config|node)\b[^\\/]*$/
const TRANSFORM = /(?:^|[\\/])(?:\.?(?:postcss|tailwind|babel|svgo|unocss|windi)(?:\.config|rc)\b[^\\/]*)$/
const BUNDLERS = new RegExp(
  '[\\\\/]node_modules[\\\\/](?:' +
    '(?:webpack|loader-runner|postcss|postcss-load-config|tailwindcss|@tailwindcss|@babel|rollup|rolldown|esbuild|vite|' +
    '@swc|@vitejs|babel-loader)[\\\\/]|next[\\\\/]dist[\\\\/](?:build|compiled)[\\\\/](?:webpack|babel|loader-runner|postcss)[\\\\/])'
)
// Their own reads say nothing about a project: frameworks, what hands the environment on, what loads env files.
const TOOLS = new Set([
  'next', '@next/env', 'vite', 'jest-worker', 'dotenv', 'dotenv-expand', 'dotenv-flow', 'dotenv-cli', '@dotenvx/dotenvx',
  'picocolors', 'chalk', 'supports-color', 'debug', 'cross-spawn', 'execa', 'npm-run-path', 'esbuild', 'tinypool',
  'webpack', 'browserslist', 'rollup', 'is-ci', 'ci-info', 'graceful-fs', 'postcss', 'nanoid', 'detect-libc'
])
const PAGE = /(?:^|\/)server\/(app|pages)\/(.+)\.js$/
const BUILT = /(?:^|\/)\.next\/|(?:^|\/)server\/(?:app|pages|chunks|edge)\//
const STORAGES = /[\\/](?:work|static-generation)-async-storage\.external\.js$/
const PAGE_DATA = new Set(['isPageStatic', 'getDefinedNamedExports', 'hasCustomGetInitialProps'])

const tasks = new AsyncLocalStorage()
const served = new Map(requestsOf(process.env.BUILDCHECK_SERVE))
let storage = null

/** What serve.cjs asks for: pairs of address and route. */
function requestsOf(text) {
  return STEP === 'serve' && text ? JSON.parse(text).requests.map(({ url, route }) => [url, route]) : []
}

/** The file that the process runs; a worker knows it only when it has started. */
function program() {
  return String(process.argv[1] || '')
}

function isWatched() {
  return isMainThread ? !MANAGERS.test(program()) && !program().startsWith(OURS) : true
}

/** ``/(shop)/blog/[slug]/page`` -> ``/blog/[slug]``: what the browser sees. */
function routeOf(page) {
  if (typeof page !== 'string' || !page.startsWith('/')) return null
  const parts = page.split('/').filter((part) => part && !/^\([^.)][^)]*\)$/.test(part) && !part.startsWith('@'))
  if (/^(?:page|route)$/.test(parts[parts.length - 1] || '')) parts.pop()
  if (parts[0] === '_app' || parts[0] === '_document') return null
  return `/${parts.join('/')}`
}

function pagesRoute(page) {
  return page === '/index' ? '/' : page.replace(/\/index$/, '')
}

/** What jest-worker was told to do: [1, _, method, args]. */
function taskOf(message) {
  if (!Array.isArray(message) || message[0] !== 1) return null
  const [, , method, args] = message
  const input = Array.isArray(args) && args[0] && typeof args[0] === 'object' ? args[0] : {}
  if (PAGE_DATA.has(method)) {
    const page = typeof args[0] === 'string' ? args[0] : input.page
    return { phase: 'page-data', route: routeOf(page) }
  }
  if (method !== 'exportPage' && method !== 'exportPages') return null
  const paths = Array.isArray(input.exportPaths) ? input.exportPaths : [input.pathMap || input]
  const pages = new Set(paths.map((each) => routeOf(each && each.page)))
  return { phase: 'prerender', route: pages.size === 1 ? [...pages][0] : null }
}

function startTasks() {
  if (WORKER.test(program()) && typeof process.send === 'function') {
    // Before jest-worker's own listener, in the same turn: what that one begins runs in this task.
    process.prependListener('message', (message) => {
      try {
        tasks.enterWith(taskOf(message))
      } catch {
        // A message that is not jest-worker's.
      }
    })
  }
  if (STEP === 'serve') {
    require('diagnostics_channel').subscribe('http.server.request.start', (message) => {
      tasks.enterWith({ phase: 'serve', route: served.get(message.request.url) ?? null })
    })
  }
}

/** The route that Next renders now, as its own storage has it. */
function rendered() {
  const store = storage && storage.getStore()
  return store ? store.page || store.pagePath || store.urlPathname || null : null
}

/** In what a read happens, as a text that is the same for reads of the same context. */
function context() {
  const task = tasks.getStore()
  return task ? `${task.phase} ${task.route} ${rendered() || ''}` : ''
}

function findStorage() {
  if (storage !== null || !tasks.getStore()) return
  const file = Object.keys(Module._cache).find((each) => STORAGES.test(each))
  const found = file && Module._cache[file].exports
  storage = (found && (found.workAsyncStorage || found.staticGenerationAsyncStorage)) || null
}

/** The places on the stack, the innermost first; the project's own way of printing stacks is not run. */
function stack(below, frames) {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder = {}
  try {
    Error.stackTraceLimit = frames
    Error.prepareStackTrace = (_error, sites) =>
      sites.map((site) => ({ file: site.getFileName(), line: site.getLineNumber(), column: site.getColumnNumber() }))
    Error.captureStackTrace(holder, below)
    const places = Array.isArray(holder.stack) ? holder.stack : []
    return places
      .filter(({ file }) => typeof file === 'string' && !file.startsWith(OURS) && !PRINTING.test(file))
      .map((each) => ({ ...each, file: plain(each.file) }))
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    Error.prepareStackTrace = prepareStackTrace
  }
}

function plain(file) {
  return file.startsWith('file://') ? decodeURI(file.slice(7)).replace(/\?.*$/, '') : file
}

function packageOf(file) {
  const parts = file.split(/[\\/]node_modules[\\/]/)
  if (parts.length < 2) return null
  const [scope, name] = parts[parts.length - 1].split(/[\\/]/)
  // Vite bundles its configuration into a file there.
  if (scope.startsWith('.')) return null
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

function projectFile(file) {
  const relative = path.relative(ROOT, file)
  return !path.isAbsolute(file) || relative.startsWith('..') || packageOf(file) !== null ? null : relative.split(path.sep).join('/')
}

function pageRoute(file) {
  const match = PAGE.exec(file)
  return match && routeOf(match[1] === 'pages' ? pagesRoute(`/${match[2]}`) : `/${match[2]}`)
}

/** The route whose code is on the stack; a module that several share is compiled into one of them, or a chunk. */
function pageOn(files) {
  const page = files.find((file) => PAGE.test(file))
  return page === undefined ? null : pageRoute(page)
}

/** The route whose code is being loaded, when this read is part of that: the page that Node itself loads. */
function pageLoaded(files) {
  const loader = files.findIndex((file) => file.startsWith('node:internal/modules/'))
  return loader < 1 ? null : pageRoute(files[loader - 1])
}

function phaseOf(files, nearest) {
  if (STEP === 'scripts') return 'script'
  if (STEP === 'serve') return 'serve'
  const setting = files.find((file) => CONFIG.test(file) || TRANSFORM.test(file))
  if (setting) return CONFIG.test(setting) ? 'config' : 'compile'
  const task = tasks.getStore()
  if (task) return task.phase
  if (pageOn(files)) return 'page-data'
  if (files.some((file) => BUNDLERS.test(file)) || BUILT.test(program())) return 'compile'
  if ([NEXT, VITE, WORKER].some((each) => each.test(program()))) {
    // What a configuration imports is evaluated before it, when it is not on the stack.
    return nearest !== null && !BUILT.test(nearest) ? 'config' : 'compile'
  }
  return isMainThread ? 'script' : 'other'
}

function routeNow(files, nearest, phase) {
  if (phase === 'script' || phase === 'config' || phase === 'compile') return null
  const loaded = pageLoaded(files)
  if (loaded !== null) return loaded
  if (phase === 'serve' && nearest !== null && !BUILT.test(nearest)) return null
  const task = tasks.getStore()
  return routeOf(rendered()) || (task ? task.route : null) || (phase === 'serve' ? null : pageOn(files))
}

/** Whether Node itself reads, or a tool whose reads say nothing about the project. Looks at a few places only. */
function isTool(below) {
  const [first] = stack(below, NEAREST)
  return first === undefined || first.file.startsWith('node:') || TOOLS.has(packageOf(first.file))
}

/** Who reads: ``by`` is a package, or a file of the project or of what was built, with the place in it. */
function describe(below) {
  findStorage()
  const places = stack(below, FRAMES)
  if (places.length === 0) return null
  const files = places.map((each) => each.file)
  const nearest = files.map(projectFile).find((file) => file !== null) ?? null
  const first = sourceOf(places[0])
  const name = packageOf(first.file)
  if (TOOLS.has(name)) return null
  const own = name === null ? projectFile(first.file) : null
  const phase = phaseOf(files, nearest)
  return {
    phase,
    route: routeNow(files, nearest, phase),
    by: (own || name || path.basename(first.file)).slice(0, MAX_TEXT),
    line: own && first.line,
    column: own && first.column
  }
}

function sourceOf(place) {
  const built = projectFile(place.file)
  return (built !== null && BUILT.test(built) && original(place)) || place
}

module.exports = { context, describe, isTool, isWatched, startTasks }
