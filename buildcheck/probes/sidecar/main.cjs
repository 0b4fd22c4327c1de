'use strict'
// The egress sidecar: the only way out of a run. It takes what the gate hands it and runs no code of the project.
//
// In: one JSON command per line on standard input, sent by engines/docker/network.py.
//   {do: "listen", id, proxy, watch: [folder]}           serve
//   {do: "meet", id}                                     wait for the gate; an error when it does not come
//   {do: "policy", id, policy}                           begin a phase; connections of the one before are cut
//   {do: "flush", id}                                    write all that was noted; an error when the gate is gone
// Out: JSON lines on standard output: {t: "ack", id, …}, {t: "dns" | "connect" | "more" | "disk" | "error", …}.
// When standard input ends, whoever started us is gone, and so are we.

const readline = require('readline')
const { watch } = require('./disk.cjs')
const { Intake } = require('./intake.cjs')
const { Journal, write } = require('./journal.cjs')
const { NameServer } = require('./lookup.cjs')
const { CLOSED, Policy } = require('./policy.cjs')
const { Relay } = require('./relay.cjs')
const { Names } = require('./resolve.cjs')

const state = { policy: CLOSED, names: new Names(), journal: new Journal(), proxy: null }
const relay = new Relay(state)
const nameServer = new NameServer(state)
const intake = new Intake((socket) => nameServer.accept(socket), (socket, port) => relay.accept(socket, port))

const commands = {
  async listen({ proxy, watch: folders }) {
    state.proxy = proxy
    await intake.listen()
    for (const folder of folders) watch(folder, write)
  },

  async meet() {
    await intake.meet()
  },

  async policy({ policy }) {
    relay.cut()
    state.policy = new Policy(policy)
    state.journal.begin(state.policy.phase)
    await intake.openPorts(state.policy.ports)
  },

  async flush() {
    state.journal.flush()
    await intake.gate()
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
