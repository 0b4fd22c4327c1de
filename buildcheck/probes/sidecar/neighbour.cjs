'use strict'
// Whether an address of the internal network is somebody's. A datagram makes the kernel ask for it with ARP; the
// kernel's table then tells whether anybody answered (flag 0x2, linux/if_arp.h: ATF_COM).

const dgram = require('dgram')
const fs = require('fs')

const WAIT_MS = 50
const TRIES = 6
const DISCARD_PORT = 9

function inTable(address) {
  const lines = fs.readFileSync('/proc/net/arp', 'utf8').split('\n')
  return lines.map((line) => line.split(/\s+/)).some(([ip, , flags]) => ip === address && Number(flags) & 2)
}

/** Whether the machine that holds `address` answers on the local network. */
async function answers(address) {
  const socket = dgram.createSocket('udp4').on('error', () => {})
  socket.send(Buffer.alloc(1), DISCARD_PORT, address, () => {})
  for (let tries = 0; tries < TRIES; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    if (inTable(address)) break
  }
  socket.close()
  return inTable(address)
}

module.exports = { answers }
