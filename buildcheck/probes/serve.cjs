'use strict'
// Starts the built app, asks it for the given addresses one after another, and ends it. In: BUILDCHECK_SERVE, JSON
// {requests: [{route, url}], without: [name]}, BUILDCHECK_ENVIRONMENT_TRACE (beside that file the answers are written),
// and the command that starts the app; it must listen on PORT. The command "static-files FOLDER" starts a server of
// files in here. Out: ANSWERS with a JSON line {route, url, status, error, location, bytes, sha256, kept} for each
// request, and BODIES with the first `kept` bytes of each body, one after another. Exit code 0: all was asked.

const { spawn } = require('child_process')
const crypto = require('crypto')
const fs = require('fs')
const http = require('http')
const net = require('net')
const path = require('path')
const { serveFiles } = require('./static_files.cjs')

const HOST = '127.0.0.1'
const START_SECONDS = 60
const ANSWER_SECONDS = 20
const END_SECONDS = 3
const POLL_SECONDS = 0.05
const MAX_REQUESTS = 300
const MAX_BODY = 4 << 20
const MAX_KEPT = 32 << 20
const MAX_READ = 32 << 20
const MAX_TEXT = 2000

const folder = path.dirname(process.env.BUILDCHECK_ENVIRONMENT_TRACE || './x')
const spec = JSON.parse(process.env.BUILDCHECK_SERVE || '{"requests": []}')
let kept = 0

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** A port that nobody has; another process could take it meanwhile, but only by bad luck. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject)
    server.listen(0, HOST, () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** The app in a process group of its own: what package managers start must end with it. */
function start(argv, port) {
  const env = { ...process.env, PORT: String(port), HOSTNAME: HOST }
  for (const name of spec.without || []) delete env[name]
  const child = spawn(argv[0], argv.slice(1), { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  const state = { ended: false, code: null }
  const ended = new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${argv[0]}: ${error.code === 'ENOENT' ? 'command not found' : error.message}`)
      Object.assign(state, { ended: true, code: 127 })
      resolve()
    })
    child.on('exit', (code, signal) => {
      Object.assign(state, { ended: true, code: signal ? 1 : code })
      resolve()
    })
  })
  const signal = (name) => {
    try {
      process.kill(-child.pid, name)
    } catch {
      // The whole group has ended.
    }
  }
  const stop = async () => {
    signal('SIGTERM')
    await Promise.race([ended, pause(END_SECONDS)])
    signal('SIGKILL')
  }
  return { state, stop }
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: HOST, port })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

async function untilItListens(app, port) {
  const end = Date.now() + START_SECONDS * 1000
  while (Date.now() < end && !app.state.ended) {
    if (await listens(port)) return true
    await pause(POLL_SECONDS)
  }
  return false
}

/** The answer to one request, as {status, location, error, body}; ``bytes`` counts what is not kept, too. */
function ask(port, url) {
  return new Promise((resolve) => {
    const hash = crypto.createHash('sha256')
    const answer = { status: null, location: null, error: null, bytes: 0, body: [], sha256: null }
    let held = 0
    const finish = (error) => {
      clearTimeout(timer)
      request.destroy()
      resolve({ ...answer, error: error || null, sha256: answer.status === null ? null : hash.digest('hex') })
    }
    const headers = { host: `localhost:${port}`, accept: 'text/html,*/*;q=0.8', 'accept-encoding': 'identity' }
    const request = http.request({ host: HOST, port, path: url, method: 'GET', headers, agent: false })
    const timer = setTimeout(() => finish(`no complete answer within ${ANSWER_SECONDS} s`), ANSWER_SECONDS * 1000)
    request.on('error', (error) => finish(error.code || error.message))
    request.on('response', (response) => {
      answer.status = response.statusCode
      answer.location = response.headers.location || null
      response.on('data', (chunk) => {
        hash.update(chunk)
        answer.bytes += chunk.length
        const piece = chunk.subarray(0, Math.max(0, Math.min(MAX_BODY, MAX_KEPT - kept) - held))
        held += piece.length
        answer.body.push(piece)
        if (answer.bytes > MAX_READ) finish(`more than ${MAX_READ >> 20} MiB`)
      })
      response.on('end', () => finish())
      response.on('error', (error) => finish(error.code || error.message))
      response.on('aborted', () => finish('the connection was closed before the end'))
    })
    request.end()
  })
}

function short(text) {
  return text === null ? null : String(text).slice(0, MAX_TEXT)
}

function record(files, { route, url }, answer) {
  const body = Buffer.concat(answer.body)
  const { status, bytes, sha256 } = answer
  const line = { route, url, status, error: short(answer.error), location: short(answer.location), bytes, sha256 }
  fs.writeSync(files.bodies, body)
  fs.writeSync(files.answers, `${JSON.stringify({ ...line, kept: body.length })}\n`)
  kept += body.length
}

function open(name) {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = fs.constants
  return fs.openSync(path.join(folder, name), O_WRONLY | O_CREAT | O_TRUNC | (O_NOFOLLOW || 0), 0o644)
}

async function askAll(app, port, files) {
  for (const request of spec.requests.slice(0, MAX_REQUESTS)) {
    const answer = await ask(port, request.url)
    record(files, request, answer)
    // An app that this request ended is asked nothing more; its end is told a moment after the connection's.
    if (answer.error !== null) await pause(POLL_SECONDS)
    if (app.state.ended) return app.state.code || 1
  }
  return 0
}

async function main(argv) {
  const files = { answers: open('answers'), bodies: open('bodies') }
  const port = await freePort()
  const app = argv[0] === 'static-files' ? await serveFiles(argv[1], port) : start(argv, port)
  try {
    if (!(await untilItListens(app, port))) {
      console.error(app.state.ended ? 'The app ended before it listened.' : `The app did not listen within ${START_SECONDS} s.`)
      return app.state.code || 1
    }
    return await askAll(app, port, files)
  } finally {
    await app.stop()
  }
}

const argv = process.argv.slice(2)
main(argv[0] === '--' ? argv.slice(1) : argv).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error)
    process.exit(1)
  }
)
