'use strict'
// What a phase may reach. In: the policy that the host sent, a name and a port. Out: a decision with its reason.

const net = require('net')

// Names that no public resolver answers (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal).
const LOCAL_SUFFIXES = ['localhost', 'local', 'internal', 'lan', 'home.arpa', 'corp', 'home', 'intranet']
const DEFAULT_PORTS = [80, 443]

/** Lower-case, without the final dot; what is not printable ASCII becomes `?`, at most 253 characters. */
function normalise(name) {
  return String(name)
    .slice(0, 254)
    .replace(/\.$/, '')
    .slice(0, 253)
    .toLowerCase()
    .replace(/[^\x21-\x7e]/g, '?')
}

function isHostName(name) {
  return /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(name) && net.isIP(name) === 0
}

function isPublicName(name) {
  return name.includes('.') && !LOCAL_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`))
}

function matchesHost(pattern, name) {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : pattern === name
}

function matchesPort(rule, port) {
  if (port === null) return true
  return rule.port === null ? DEFAULT_PORTS.includes(port) : rule.port === port
}

class Policy {
  /** `data`: {phase, open, rules: [{host, port, reason, private}], refusal}; see engines/docker/network_policy.py. */
  constructor(data) {
    this.phase = data.phase
    this.open = data.open
    this.rules = data.rules
    this.refusal = data.refusal
  }

  /** The ports on which somebody may be reached. */
  get ports() {
    const named = this.rules.map((rule) => rule.port).filter((port) => port !== null)
    return [...new Set([...DEFAULT_PORTS, ...named])]
  }

  /** {allowed, reason, private} for a normalised `name`; `port` is null when it is only looked up. */
  decide(name, port) {
    if (!isHostName(name)) return { allowed: false, reason: 'not a host name', private: false }
    const matching = this.rules.filter((rule) => matchesHost(rule.host, name) && matchesPort(rule, port))
    const rule = matching.find((each) => each.private) || matching[0]
    if (rule) return { allowed: true, reason: rule.reason, private: rule.private }
    if (!this.open) return { allowed: false, reason: this.refusal, private: false }
    if (!isPublicName(name)) return { allowed: false, reason: 'not a public name', private: false }
    return { allowed: true, reason: 'any public host may be reached', private: false }
  }
}

const CLOSED = new Policy({ phase: 'fetch', open: false, rules: [], refusal: 'no phase is running' })

module.exports = { CLOSED, Policy, normalise }
