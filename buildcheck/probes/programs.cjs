'use strict'
// Programs that lie outside of the project and are started: {kind: "program", name, path, shell, script, by}. Of their
// arguments nothing is kept, but that of a shell's command line the words in the place of commands are looked up on
// PATH (``shell``): the line calls them, whether it came to that or not. ``script`` is the script of package.json.
//
// Whatever environment a child is given, it is watched, too: who sets NODE_OPTIONS for a child means to add to them.

const path = require('path')
const childProcess = require('child_process')
const { commandsOf } = require('./shell_words.cjs')
const { existsSync, isWanted, nearest, note, observe, outside, quietly, real } = require('./outside.cjs')

const SHELL = /^(?:sh|bash|dash|zsh|ksh|cmd\.exe|cmd|powershell\.exe|pwsh)$/i
const ENDINGS = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : ['']
const OWN = Object.entries(process.env).filter(([name]) => name.startsWith('BUILDCHECK_'))
const LOADING = process.env.BUILDCHECK_LOADING
const NODE = real(process.execPath)
const PNP = /--require[ =](?:"[^"]*\.pnp\.c?js"|[^\s"]*\.pnp\.c?js)/.exec(process.env.NODE_OPTIONS || '')

function find(name, cwd, folders) {
  if (name.includes('/') || name.includes(path.sep)) return path.resolve(cwd, name)
  for (const folder of folders) {
    for (const ending of ENDINGS) {
      const place = path.resolve(cwd, folder, name + ending)
      if (existsSync(place)) return place
    }
  }
  return null
}

function look({ file, args, cwd, env }, below) {
  const folders = String(env.PATH || env.Path || '').split(path.delimiter).filter(Boolean)
  const from = typeof cwd === 'string' ? cwd : process.cwd()
  const script = env.npm_lifecycle_event || null
  const tell = (name, shell) => {
    const place = find(name, from, folders)
    if (place === null || outside(place) === null || real(place) === NODE) return
    note({ kind: 'program', name: path.basename(name), path: place, shell, script, by: nearest(below) })
  }
  const line = SHELL.test(path.basename(file)) && args.length > 1 ? String(args[args.length - 1]) : null
  if (line === null) tell(file, false)
  // cmd.exe is given the whole line in quotes.
  else for (const name of commandsOf(line.replace(/^"(.*)"$/s, '$1'))) tell(name, true)
}

/** ``env`` with what a child needs in order to be watched. Where Next made one option of ours and the one that loads
 * Yarn's Plug'n'Play, the latter is put back. */
function restored(env) {
  const options = String(env.NODE_OPTIONS || '')
  const watched = options.includes('observe.cjs')
  const added = watched ? options : `${options} ${LOADING}`.trim()
  const before = watched && PNP && !/\.pnp\.c?js/.test(options) ? `${PNP[0]} ` : ''
  return { ...env, ...Object.fromEntries(OWN), NODE_OPTIONS: before + added }
}

function paired(pairs) {
  return Object.fromEntries(pairs.map((each) => [each.slice(0, each.indexOf('=', 1)), each.slice(each.indexOf('=', 1) + 1)]))
}

function asynchronous(args, below) {
  const [options] = args
  if (!Array.isArray(options.envPairs)) return
  const env = paired(options.envPairs)
  look({ file: options.file, args: options.args || [], cwd: options.cwd, env }, below)
  args[0] = { ...options, envPairs: Object.entries(restored(env)).map(([name, value]) => `${name}=${value}`) }
}

/** For the functions that wait: their first argument is a program, or (``line``) a shell's command line. */
function synchronous(line) {
  return (args, below) => {
    const options = args.slice(1).find((each) => each && typeof each === 'object' && !Array.isArray(each))
    const env = (options && options.env) || process.env
    const cwd = options && options.cwd
    const called = line || (options && options.shell)
    const [file, list] = called ? ['sh', ['sh', args[0]]] : [args[0], args.find(Array.isArray) || []]
    look({ file, args: list, cwd, env }, below)
    if (options && options.env) args[args.indexOf(options)] = { ...options, env: restored(options.env) }
  }
}

function install() {
  observe(childProcess.ChildProcess.prototype, 'spawn', asynchronous)
  for (const name of ['spawnSync', 'execFileSync']) observe(childProcess, name, synchronous(false))
  observe(childProcess, 'execSync', synchronous(true))
}

if (isWanted() && LOADING) quietly(install)
