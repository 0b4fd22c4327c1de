'use strict'
// Connections to the real host: to an address that was checked, or through a company's HTTP proxy with CONNECT
// (RFC 9110 section 9.3.6). Out: a connected socket, or an Error whose message says why not.

const net = require('net')

const CONNECT_MS = 10000
const MAX_PROXY_HEAD = 16384

function connect(address, port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: address, port, allowHalfOpen: true })
    const timer = setTimeout(() => socket.destroy(new Error('no answer within 10 seconds')), CONNECT_MS)
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

async function connectAny(addresses, port) {
  let failure
  for (const address of addresses) {
    try {
      return await connect(address, port)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Read the proxy's answer; what follows it is given back to the socket. */
function proxyAnswer(socket) {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    const timer = setTimeout(() => finish(new Error('the proxy gave no answer within 10 seconds')), CONNECT_MS)
    const finish = (error) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      if (!error) return resolve()
      socket.on('error', () => {}).destroy()
      reject(error)
    }
    socket.on('error', finish)
    socket.on('end', () => finish(new Error('the proxy closed the connection')))
    socket.on('data', (chunk) => {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return head.length > MAX_PROXY_HEAD ? finish(new Error("the proxy's answer is too long")) : undefined
      const status = head.toString('latin1', 0, head.indexOf('\r\n')).slice(0, 100)
      if (!/^HTTP\/1\.[01] 2\d\d/.test(status)) return finish(new Error(`the proxy said: ${status}`))
      socket.pause()
      if (head.length > end + 4) socket.unshift(head.subarray(end + 4))
      return finish()
    })
  })
}

/** `proxy`: {host, port, authorization: string | null}. The proxy looks `host` up itself. */
async function connectThrough(proxy, host, port) {
  const socket = await connect(proxy.host, proxy.port)
  const credentials = proxy.authorization ? `Proxy-Authorization: ${proxy.authorization}\r\n` : ''
  socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n${credentials}\r\n`)
  await proxyAnswer(socket)
  return socket
}

module.exports = { connectAny, connectThrough }
