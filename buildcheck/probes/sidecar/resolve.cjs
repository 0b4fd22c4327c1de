'use strict'
// Names to the addresses that may be connected to. What is checked here is what is connected to (no second lookup), so
// a name server that changes its answer between the check and the connection (DNS rebinding) gains nothing.

const dns = require('dns').promises
const { isPublic } = require('./addresses.cjs')

const KEEP_MS = 30000
const MAX_KEPT = 1000
const MAX_ADDRESSES = 4

/** `outcome` is that of a contact, `notFound` whether the name itself does not exist. */
class ResolveError extends Error {
  constructor(outcome, reason, notFound = false) {
    super(reason)
    this.outcome = outcome
    this.notFound = notFound
  }
}

async function query(name) {
  const resolver = new dns.Resolver({ timeout: 2000, tries: 3 })
  try {
    return await resolver.resolve4(name)
  } catch (error) {
    if (error.code === 'ENODATA') return resolver.resolve6(name)
    if (error.code === 'ENOTFOUND') throw error
    // No answer from the name server is not yet a failure: the system's own resolver tries in other ways (all servers,
    // TCP, longer), and the next lookups may pass again.
    return (await dns.lookup(name, { all: true, verbatim: false })).map(({ address }) => address)
  }
}

function missing(error) {
  return error.code === 'ENOTFOUND' || error.code === 'ENODATA'
}

function explain(error) {
  const gone = missing(error)
  const reason = gone ? 'the name does not resolve' : `the name can't be looked up (${error.code || error.message})`
  return new ResolveError('unreachable', reason, gone)
}

class Names {
  /** `ask` looks a name up: name to a promise of its addresses. */
  constructor(ask = query) {
    this.ask = ask
    this.kept = new Map()
  }

  lookup(name) {
    const found = this.kept.get(name)
    if (found && found.until > Date.now()) return found.addresses
    if (this.kept.size >= MAX_KEPT) this.kept.clear()
    const addresses = this.ask(name).catch((error) => {
      // A name server that does not answer says nothing about the name: what it said before still serves
      // (RFC 8767). A registry is asked for hundreds of times in an install, and one lost packet must not end it.
      if (found && !missing(error)) return found.addresses
      this.kept.delete(name)
      throw error
    })
    this.kept.set(name, { addresses, until: Date.now() + KEEP_MS })
    return addresses
  }

  /** The addresses of `name` that `decision` lets be reached, at most 4. Throws a ResolveError. */
  async allowed(name, decision) {
    let addresses
    try {
      addresses = await this.lookup(name)
    } catch (error) {
      throw explain(error)
    }
    const usable = addresses.filter((address) => decision.private || isPublic(address))
    if (usable.length > 0) return usable.slice(0, MAX_ADDRESSES)
    throw new ResolveError('refused', `resolves to a private address (${addresses[0]})`)
  }
}

module.exports = { Names, ResolveError }
