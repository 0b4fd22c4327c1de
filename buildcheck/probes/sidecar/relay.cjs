'use strict'
// Passes connections of the steps through to the real host, untouched, when the policy allows the name that
// their first bytes ask for. The name found first decides where the whole connection goes: later requests of a
// keep-alive connection reach the same address whatever their Host says, so they can't escape the policy.

const { readGreeting } = require('./greeting.cjs')
const { normalise } = require('./policy.cjs')
const { connectAny, connectThrough } = require('./upstream.cjs')

const GREETING_MS = 10000
const MAX_GREETING = 65536
const NAMELESS = '(no name given)'
// A fatal alert "unrecognized_name" (RFC 8446 section 6), so that a client tells a refusal from a network failure.
const TLS_ALERT = Buffer.from([21, 3, 3, 0, 2, 2, 112])

function refusal(protocol, status, reason) {
  if (protocol === 'tls') return TLS_ALERT
  if (protocol !== 'http') return Buffer.alloc(0)
  const body = `buildcheck: ${reason}\n`
  return Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
  )
}

/** The first bytes of a connection: {greeting, bytes}; greeting is null when they end, take too long or too much. */
function firstBytes(socket) {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    const finish = (greeting) => {
      clearTimeout(timer)
      socket.removeListener('data', onData)
      socket.removeListener('close', onEnd)
      socket.removeListener('end', onEnd)
      socket.pause()
      resolve({ greeting, bytes })
    }
    const onEnd = () => finish(null)
    const onData = (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      const greeting = readGreeting(bytes)
      if (greeting || bytes.length > MAX_GREETING) finish(greeting)
    }
    const timer = setTimeout(onEnd, GREETING_MS)
    socket.on('data', onData)
    socket.on('close', onEnd)
    socket.on('end', onEnd)
  })
}

function join(client, server) {
  const stop = () => {
    client.destroy()
    server.destroy()
  }
  for (const socket of [client, server]) {
    socket.on('error', stop)
  }
  server.setNoDelay(true)
  client.on('close', () => server.destroy())
  server.on('close', () => client.destroySoon())
  client.pipe(server)
  server.pipe(client)
}

class Relay {
  /** `state`: {policy, names, journal, proxy}, shared with the name server. */
  constructor(state) {
    this.state = state
    this.open = new Set()
  }

  async handle(client, port) {
    const { greeting, bytes } = await firstBytes(client)
    if (bytes.length === 0) return client.destroy()
    const { protocol, host } = greeting || { protocol: 'other', host: null }
    const name = host === null ? null : normalise(host)
    const note = (outcome, reason, ip = null) =>
      this.state.journal.note({ t: 'connect', host: name || NAMELESS, port, outcome, reason, ip })
    try {
      const { server, reason } = await this.reach(name, port, protocol)
      note('reached', reason, server.remoteAddress)
      if (client.destroyed) return server.destroy()
      server.write(bytes)
      return join(client, server)
    } catch (error) {
      const outcome = error.outcome || 'unreachable'
      note(outcome, error.message)
      return client.end(refusal(protocol, outcome === 'refused' ? '403 Forbidden' : '502 Bad Gateway', error.message))
    }
  }

  /** Connect to where `name` may be reached; the Error's `outcome` tells a refusal from a failure. */
  async reach(name, port, protocol) {
    if (protocol === 'other') throw refused('neither TLS nor HTTP')
    if (name === null) throw refused('the connection names no host')
    const decision = this.state.policy.decide(name, port)
    if (!decision.allowed) throw refused(decision.reason)
    return { server: await this.connect(name, port, decision), reason: decision.reason }
  }

  async connect(name, port, decision) {
    const { names, proxy } = this.state
    if (!proxy) return connectAny(await names.allowed(name, decision), port)
    try {
      await names.allowed(name, decision)
    } catch (error) {
      if (error.outcome === 'refused') throw error
    }
    return connectThrough(proxy, name, port)
  }

  /** Take a connection that the gate got on `port`. */
  accept(client, port) {
    this.open.add(client)
    client.on('close', () => this.open.delete(client))
    this.handle(client, port).catch(() => client.destroy())
  }

  /** Cut every connection: the phase that opened them is over. */
  cut() {
    for (const client of this.open) client.destroy()
  }
}

function refused(reason) {
  return Object.assign(new Error(reason), { outcome: 'refused' })
}

module.exports = { Relay }
