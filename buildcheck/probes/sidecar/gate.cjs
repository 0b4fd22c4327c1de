'use strict'
// The steps' end of the way out. This container has no network but its own loopback interface, which the steps share
// with it; what arrives there is handed, unread, through a Unix socket to the sidecar, which decides. So the steps have
// no route to anything: not to the host, not to another container, not to an address that they know by number.
//
// Each connection to the sidecar begins with a line: "control", "dns", or "tcp PORT". On the control connection the
// sidecar sends lines of JSON, the ports to serve; each is answered with "ok" or the error. Its end is ours.

const dgram = require('dgram')
const fs = require('fs')
const net = require('net')
const readline = require('readline')
const { DNS_PORT, LOOPBACK, SOCKET } = require('./wire.cjs')

const RETRY_MS = 20
const MAX_PENDING = 1024
const MAX_CONNECTIONS = 1024
const LOOKUP_MS = 20000

function toSidecar(greeting) {
  const socket = net.connect({ path: SOCKET, allowHalfOpen: true })
  socket.write(`${greeting}\n`)
  return socket
}

function join(one, other) {
  for (const [from, to] of [[one, other], [other, one]]) {
    from.on('error', () => from.destroy())
    from.on('close', () => to.destroySoon())
    from.pipe(to)
  }
}

function listenTcp(port, greeting) {
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    client.setNoDelay(true)
    join(client, toSidecar(greeting))
  })
  server.maxConnections = MAX_CONNECTIONS
  return new Promise((resolve, reject) => server.once('error', reject).listen(port, LOOPBACK, 1024, resolve))
}

/** Ask the sidecar one DNS question, in the framing of DNS over TCP; `send` gets the bytes of its answer. */
function lookup(query, send, done) {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(query.length)
  const socket = toSidecar('dns')
  let answer = Buffer.alloc(0)
  socket.setTimeout(LOOKUP_MS, () => socket.destroy())
  socket.on('error', () => socket.destroy()).on('close', done)
  socket.on('data', (chunk) => {
    answer = Buffer.concat([answer, chunk])
    if (answer.length < 2 || answer.length < 2 + answer.readUInt16BE(0)) return
    send(answer.subarray(2, 2 + answer.readUInt16BE(0)))
    socket.destroy()
  })
  socket.write(Buffer.concat([length, query]))
}

function listenUdp() {
  const socket = dgram.createSocket('udp4')
  let pending = 0
  socket.on('message', (query, peer) => {
    if (pending >= MAX_PENDING) return
    pending += 1
    const send = (bytes) => socket.send(bytes, peer.port, peer.address, () => {})
    lookup(query, send, () => { pending -= 1 })
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(DNS_PORT, LOOPBACK, () => resolve(socket.on('error', () => {})))
  })
}

/** Containers that join a network namespace get the resolv.conf of the container that made it: this one. */
function nameOurselves() {
  fs.writeFileSync('/etc/resolv.conf', `nameserver ${LOOPBACK}\noptions ndots:0 timeout:5\n`)
}

const serving = new Map()

async function serve(ports) {
  for (const port of ports) {
    if (!serving.has(port)) serving.set(port, listenTcp(port, `tcp ${port}`))
    await serving.get(port)
  }
}

function obeySidecar() {
  const control = toSidecar('control')
  for (const event of ['error', 'end', 'close']) control.on(event, () => process.exit(0))
  readline.createInterface({ input: control }).on('line', async (line) => {
    try {
      await serve(JSON.parse(line))
      control.write('ok\n')
    } catch (error) {
      control.write(`${String(error.message).replace(/\n/g, ' ')}\n`)
    }
  })
}

async function main() {
  nameOurselves()
  await Promise.all([listenUdp(), listenTcp(DNS_PORT, 'dns')])
  const waiting = setInterval(() => {
    if (!fs.existsSync(SOCKET)) return
    clearInterval(waiting)
    obeySidecar()
  }, RETRY_MS)
}

process.on('SIGTERM', () => process.exit(0))
process.on('uncaughtException', (error) => process.stderr.write(`${error.stack}\n`))
main().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})
