'use strict'
// What the gate and the sidecar agree on.

module.exports = {
  SOCKET: '/gate/egress.sock', // in a volume that the two share and no step sees
  LOOPBACK: '127.0.0.1',
  DNS_PORT: 53,
}
