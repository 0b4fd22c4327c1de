'use strict'
// The egress sidecar: the only way out of a run's internal network. It runs no code of the project.
//
// In: one JSON command per line on standard input, sent by engines/docker/network.py.
//   {do: "listen", id, address, proxy, watch: [folder]}  serve on this address of ours
//   {do: "policy", id, policy}                           begin a phase; connections of the one before are cut
//   {do: "probe", id, gateway}                           tell whether this address answers on the network itself
//   {do: "flush", id}                                    write all that was noted
// Out: JSON lines on standard output: {t: "ack", id, …}, {t: "dns" | "connect" | "more" | "disk" | "error", …}.
// When standard input ends, whoever started us is gone, and so are we.

const readline = require('readline')
const { watch } = require('./disk.cjs')
const { Journal, write } = require('./journal.cjs')
const { NameServer } = require('./lookup.cjs')
const { answers } = require('./neighbour.cjs')
const { CLOSED, Policy } = require('./policy.cjs')
const { Relay } = require('./relay.cjs')
const { Names } = require('./resolve.cjs')

const state = { policy: CLOSED, names: new Names(), journal: new Journal(), address: null, proxy: null }
const relay = new Relay(state)
const nameServer = new NameServer(state)

const commands = {
  async listen({ address, proxy, watch: folders }) {
    state.address = address
    state.proxy = proxy
    await Promise.all([nameServer.listenUdp(), nameServer.listenTcp(), relay.listen(80), relay.listen(443)])
    for (const folder of folders) watch(folder, write)
  },

  async policy({ policy }) {
    relay.cut()
    state.policy = new Policy(policy)
    state.journal.begin(state.policy.phase)
    await Promise.all(state.policy.ports.map((port) => relay.listen(port)))
  },

  async probe({ gateway }) {
    return { answers: await answers(gateway) }
  },

  async flush() {
    state.journal.flush()
  },
}

async function obey(line) {
  const command = JSON.parse(line)
  try {
    write({ t: 'ack', id: command.id, ...(await commands[command.do](command)) })
  } catch (error) {
    write({ t: 'ack', id: command.id, error: error.message })
  }
}

function report(error) {
  write({ t: 'error', message: String((error && error.message) || error).slice(0, 500) })
}

// A flaw in the handling of one hostile packet must not cut the network of the whole run.
process.on('uncaughtException', report)
process.on('unhandledRejection', report)
readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => obey(line).catch(report))
  .on('close', () => process.exit(0))
