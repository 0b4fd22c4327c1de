'use strict'
// The sidecar's end of the Unix socket: takes the gate's connections and gives each to whom its first line names.

const fs = require('fs')
const net = require('net')
const readline = require('readline')
const { SOCKET } = require('./wire.cjs')

const MAX_LINE = 64
const GATE_MS = 60000

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
    this.control = new Promise((resolve, reject) => {
      this.gateCame = resolve
      setTimeout(() => reject(new Error('the gate did not come within a minute')), GATE_MS).unref()
    })
    this.control.catch(() => {})
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

  /** Serve, and wait for the gate. */
  async listen() {
    fs.rmSync(SOCKET, { force: true })
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => socket.destroy())
      firstLine(socket, (line) => this.take(socket, line))
    })
    await new Promise((resolve, reject) => server.once('error', reject).listen({ path: SOCKET, backlog: 1024 }, resolve))
    await this.control
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
