'use strict'
// Host names that are looked up without a connection of net (DNS records, UDP): noted in the network trace, without a
// port. A container's step needs no such probe, because its name server is ours. See network.cjs.

const dns = require('dns')
const { isIP } = require('net')
const { note } = require('./network.cjs')
const { observe, quietly } = require('./outside.cjs')

const NAMES = ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCname', 'resolveMx', 'resolveSrv', 'resolveTxt']

function install() {
  for (const owner of [dns, dns.promises]) {
    for (const name of NAMES) {
      observe(owner, name, ([host], below) => {
        if (typeof host === 'string' && isIP(host) === 0) note(host, null, below)
      })
    }
  }
}

if (process.env.BUILDCHECK_NETWORK_TRACE) quietly(install)
