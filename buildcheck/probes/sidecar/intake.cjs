'use strict'
// The sidecar's end of the Unix socket: takes the gate's connections and gives each to whom its first line names.

const fs = require('fs')
const net = require('net')
const readline = require('readline')
const { SOCKET } = require('./wire.cjs')

const MAX_LINE = 64
const GATE_MS = 30000

/** Read the first line, and leave what follows it in the socket. */
function firstLine(socket, use) {
  let bytes = Buffer.alloc(0)
  const onData = (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    const end = bytes.indexOf(10)
    if (end < 0 && bytes.length <= MAX_LINE) return
    socket.removeListener('data', onData)
    socket.pause()
    if (end < 0) return socket.destroy()
    if (bytes.length > end + 1) socket.unshift(bytes.subarray(end + 1))
    use(bytes.toString('latin1', 0, end))
    socket.resume()
  }
  socket.on('data', onData)
}

class Intake {
  /** `onDns(socket)` and `onTcp(socket, port)` take connections; each begins to flow once its taker listens. */
  constructor(onDns, onTcp) {
    this.onDns = onDns
    this.onTcp = onTcp
    this.answers = []
    this.control = new Promise((resolve) => { this.gateCame = resolve })
  }

  take(socket, line) {
    const [kind, port] = line.split(' ')
    if (kind === 'dns') return this.onDns(socket)
    if (kind === 'tcp') return this.onTcp(socket, Number(port))
    if (kind !== 'control') return socket.destroy()
    readline.createInterface({ input: socket }).on('line', (answer) => this.answers.shift()(answer))
    socket.on('end', () => socket.destroy())
    socket.on('close', () => this.answers.splice(0).forEach((answer) => answer('the gate is gone')))
    return this.gateCame(socket)
  }

  /** Serve; the gate may come from now on. */
  async listen() {
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => socket.destroy())
      firstLine(socket, (line) => this.take(socket, line))
    })
    // A name appears before its socket takes connections, and the gate comes as soon as it sees the name.
    const unready = `${SOCKET}.unready`
    fs.rmSync(unready, { force: true })
    await new Promise((resolve, reject) => server.once('error', reject).listen({ path: unready, backlog: 1024 }, resolve))
    fs.renameSync(unready, SOCKET)
  }

  /** Wait for the gate; throws when it does not come. */
  async meet() {
    const late = new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error(`the gate did not come within ${GATE_MS / 1000} s`)), GATE_MS).unref()
    })
    await Promise.race([this.control, late])
  }

  /** The connection to a gate that lives; throws when there is none. */
  async gate() {
    const control = await this.control
    if (control.destroyed) throw new Error('the gate is gone')
    return control
  }

  /** Have the gate serve `ports` as well. */
  async openPorts(ports) {
    const control = await this.gate()
    const answer = new Promise((resolve) => this.answers.push(resolve))
    control.write(`${JSON.stringify(ports)}\n`)
    const said = await answer
    if (said !== 'ok') throw new Error(`the gate said: ${said}`)
  }
}

module.exports = { Intake }
