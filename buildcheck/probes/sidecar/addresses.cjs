'use strict'
// Which resolved addresses may be connected to. In: the text of an IP address. Out: whether it is a public one.
// The ranges are those of IANA's special-purpose registries (RFC 6890 and later), plus addresses at which clouds
// serve their metadata. The documentation ranges of RFC 5737 are left out: nothing private can live there.

const net = require('net')

const PRIVATE_V4 = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private, RFC 1918
  ['100.64.0.0', 10], // carrier-grade NAT, RFC 6598; also one cloud's metadata
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's host agent, public by number only
  ['169.254.0.0', 16], // link-local, metadata of most clouds
  ['172.16.0.0', 12], // private, RFC 1918
  ['192.0.0.0', 24], // protocol assignments; also one cloud's metadata
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private, RFC 1918
  ['198.18.0.0', 15], // benchmarks
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]

// Within 2000::/3, the only global unicast block: tunnels that carry an IPv4 address of the sender's choice.
const TUNNELS_V6 = [
  ['2001::', 32], // Teredo
  ['2002::', 16], // 6to4
]

function list(family, ranges) {
  const block = new net.BlockList()
  for (const [address, bits] of ranges) block.addSubnet(address, bits, family)
  return block
}

const privateV4 = list('ipv4', PRIVATE_V4)
const globalV6 = list('ipv6', [['2000::', 3]])
const tunnelsV6 = list('ipv6', TUNNELS_V6)

/** Whether `address` is one of the public internet. IPv4-mapped, NAT64, ULA and link-local addresses are not. */
function isPublic(address) {
  if (net.isIPv4(address)) return !privateV4.check(address, 'ipv4')
  if (!net.isIPv6(address) || address.includes('%')) return false
  return globalV6.check(address, 'ipv6') && !tunnelsV6.check(address, 'ipv6')
}

module.exports = { isPublic }
