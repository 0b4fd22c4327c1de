'use strict'
// The log: one JSON object per line on standard output. Repeats are counted, not written, and the number of distinct
// lines of a phase is bounded, because what is logged comes from hostile containers.

const MAX_DISTINCT = 500
const FLUSH_MS = 1000

function write(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

class Journal {
  constructor() {
    this.phase = null
    this.seen = new Map()
    this.dropped = 0
    setInterval(() => this.flush(), FLUSH_MS).unref()
  }

  /** Begin a phase with empty counters. */
  begin(phase) {
    this.flush()
    this.phase = phase
    this.seen.clear()
    this.dropped = 0
  }

  /** Note a lookup (`t: "dns"`) or a connection (`t: "connect"`): {t, host, port, outcome, reason, ip}. */
  note(entry) {
    const key = [entry.t, entry.host, entry.port, entry.outcome, entry.reason].join(' ')
    const known = this.seen.get(key)
    if (known) {
      known.count += 1
    } else if (this.seen.size < MAX_DISTINCT) {
      this.seen.set(key, { line: { phase: this.phase, ...entry }, count: 1, written: 0 })
    } else {
      this.dropped += 1
    }
  }

  /** Write what is new since the last time; `count` is what to add. */
  flush() {
    for (const each of this.seen.values()) {
      if (each.count > each.written) write({ ...each.line, count: each.count - each.written })
      each.written = each.count
    }
    if (this.dropped > 0) write({ t: 'more', phase: this.phase, count: this.dropped })
    this.dropped = 0
  }
}

module.exports = { Journal, write }
