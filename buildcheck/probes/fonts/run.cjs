'use strict'
/*
 * node run.cjs [--source FILE]... [--report FILE] -- COMMAND [ARGUMENT]...
 *
 * Runs COMMAND with a stand-in for Google Fonts: for it alone, next/font/google builds without any network. The command
 * has this process's streams, its environment plus NEXT_FONT_GOOGLE_MOCKED_RESPONSES, and its signals; its exit code
 * or signal is passed on. FILEs are the sources that use next/font/google (they are needed by Turbopack). --report gets
 * {"families": [...]}: the families whose stylesheets or files were really asked for.
 *
 * Trouble of the stand-in itself never stops the command: Next then says which address it missed.
 */

const fs = require('node:fs')
const http = require('node:http')
const os = require('node:os')
const path = require('node:path')
const { spawn, spawnSync } = require('node:child_process')
const { installedNexts } = require('./installed.cjs')
const { stylesheet } = require('./css.cjs')

/** Turbopack names its output after the font's address: the same port in every run keeps builds comparable. It is below
 *  the range that systems hand out by themselves, and another one serves where it is taken. */
const PORT = 21887
const DISCOVERY_SECONDS = 20
const FIRST_WITH_TURBOPACK = 15

function parse(argv) {
  const end = argv.indexOf('--')
  const options = { sources: [], report: null, command: argv.slice(end + 1) }
  const flags = argv.slice(0, Math.max(end, 0))
  for (let i = 0; i + 1 < flags.length; i += 2) {
    if (flags[i] === '--source') options.sources.push(flags[i + 1])
    else if (flags[i] === '--report') options.report = flags[i + 1]
  }
  if (end < 0 || options.command.length === 0) throw new Error('no command: run.cjs [--source FILE]... -- COMMAND')
  return options
}

/** A folder of this run with what responses.cjs needs. */
function prepare() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'buildcheck-fonts-'))
  for (const name of ['responses.cjs', 'css.cjs', 'font.woff2']) {
    fs.copyFileSync(path.join(__dirname, name), path.join(folder, name))
  }
  return folder
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server.address().port))
  })
}

/** Serve the font to this machine only, under any name that ends in .woff2. Returns the address to put names behind. */
async function serve(requested) {
  const font = fs.readFileSync(path.join(__dirname, 'font.woff2'))
  const server = http.createServer((request, response) => {
    const name = /^\/([^/]+)\.woff2$/.exec(request.url)
    if (name) requested.add(name[1].split('-', 1)[0].replace(/_/g, ' '))
    response.writeHead(name ? 200 : 404, { 'content-type': 'font/woff2' }).end(name ? font : undefined)
  })
  const port = await listen(server, PORT).catch(() => listen(server, 0))
  server.unref()
  return `http://127.0.0.1:${port}/`
}

/** The table {address: stylesheet} for Turbopack; empty where no Next is installed that has it for builds. */
function tableFor(sources, address) {
  const able = installedNexts(sources).some(({ version }) => parseInt(version, 10) >= FIRST_WITH_TURBOPACK)
  if (!able || sources.length === 0) return {}
  const { stdout } = spawnSync(process.execPath, [path.join(__dirname, 'discover.cjs'), ...sources], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: DISCOVERY_SECONDS * 1000,
    maxBuffer: 64 * 1024 * 1024,
  })
  const table = {}
  for (const { url, subsets } of JSON.parse(stdout)) table[url] = stylesheet(url, subsets, (name) => address + name)
  return table
}

function remark(error) {
  process.stderr.write(`buildcheck: trouble with the stand-in for Google Fonts: ${error.message}\n`)
}

/** Set the stand-in up. Returns its folder, and the families that were asked for from its server. */
async function standIn(sources) {
  const requested = new Set()
  const folder = prepare()
  let table = {}
  try {
    table = tableFor(sources, await serve(requested))
  } catch (error) {
    remark(error)
  }
  fs.writeFileSync(path.join(folder, 'table.json'), JSON.stringify(table))
  return { folder, requested }
}

function report(file, { folder, requested }) {
  const log = path.join(folder, 'requested')
  const asked = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').filter(Boolean) : []
  fs.writeFileSync(file, JSON.stringify({ families: [...new Set([...requested, ...asked])].sort() }))
}

/** Run the command to its end: {code, signal}, as of Node's "exit" event. */
function run(command, environment) {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), { stdio: 'inherit', env: environment })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal))
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', (error) => {
      process.stderr.write(`${command[0]}: ${error.message}\n`)
      resolve({ code: error.code === 'ENOENT' ? 127 : 126, signal: null })
    })
  })
}

/** End as the command did. The first process of a container can't end by a signal: it gives the shell's code instead. */
function endAs({ code, signal }) {
  if (signal) {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  }
  process.exitCode = signal ? 128 + os.constants.signals[signal] : code
}

async function main() {
  const options = parse(process.argv.slice(2))
  const environment = { ...process.env }
  const fonts = await standIn(options.sources).catch(remark)
  if (fonts) environment.NEXT_FONT_GOOGLE_MOCKED_RESPONSES = path.join(fonts.folder, 'responses.cjs')
  const end = await run(options.command, environment)
  try {
    if (fonts && options.report) report(options.report, fonts)
    if (fonts) fs.rmSync(fonts.folder, { recursive: true, force: true })
  } catch (error) {
    remark(error)
  }
  endAs(end)
}

main()
