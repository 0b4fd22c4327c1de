'use strict'
// The name server of the steps. An allowed name that really resolves to a permitted address is answered with the
// address of the gate; a name that the policy refuses is never looked up, so it can carry nothing out.

const { RCODE, TYPE_A, readQuery, reply } = require('./packet.cjs')
const { normalise } = require('./policy.cjs')
const { LOOPBACK } = require('./wire.cjs')

const MAX_PENDING = 1000
const MAX_BYTES = 4096
const IDLE_MS = 20000

class NameServer {
  /** `state`: {policy, names, journal, proxy}, shared with the relay. */
  constructor(state) {
    this.state = state
    this.pending = 0
  }

  async answer(query) {
    if (query.length < 12 || query[2] & 0x80) return null
    const question = readQuery(query)
    if (question === null) return reply(query, null, query[2] & 0x78 ? RCODE.notImplemented : RCODE.malformed)
    const result = await this.decide(normalise(question.name))
    this.state.journal.note({ t: 'dns', port: null, ...result.entry })
    const known = result.rcode === RCODE.ok && question.type === TYPE_A
    return reply(query, question, result.rcode, known ? LOOPBACK : null)
  }

  async decide(host) {
    const decision = this.state.policy.decide(host, null)
    if (!decision.allowed) return this.result(RCODE.noName, host, 'refused', decision.reason)
    try {
      const [ip] = await this.state.names.allowed(host, decision)
      return this.result(RCODE.ok, host, 'reached', decision.reason, ip)
    } catch (error) {
      // Behind a company proxy the proxy looks names up; that they do not resolve here means nothing.
      if (this.state.proxy && error.outcome === 'unreachable') {
        return this.result(RCODE.ok, host, 'reached', decision.reason)
      }
      const gone = error.notFound || error.outcome === 'refused'
      return this.result(gone ? RCODE.noName : RCODE.failed, host, error.outcome || 'unreachable', error.message)
    }
  }

  result(rcode, host, outcome, reason, ip = null) {
    return { rcode, entry: { host, outcome, reason, ip } }
  }

  async serve(query, send) {
    if (this.pending >= MAX_PENDING) return
    this.pending += 1
    try {
      const bytes = await this.answer(query)
      if (bytes) send(bytes)
    } finally {
      this.pending -= 1
    }
  }

  /** Answer what comes by `socket`, in the framing of DNS over TCP: each message after its length in two bytes. */
  accept(socket) {
    let buffer = Buffer.alloc(0)
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.on('end', () => socket.end())
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk])
      if (buffer.length > MAX_BYTES) return socket.destroy()
      while (buffer.length >= 2 && buffer.length >= 2 + buffer.readUInt16BE(0)) {
        const end = 2 + buffer.readUInt16BE(0)
        this.serve(buffer.subarray(2, end), (bytes) => sendFramed(socket, bytes))
        buffer = buffer.subarray(end)
      }
    })
  }
}

function sendFramed(socket, bytes) {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  if (socket.writable) socket.write(Buffer.concat([length, bytes]))
}

module.exports = { NameServer }
