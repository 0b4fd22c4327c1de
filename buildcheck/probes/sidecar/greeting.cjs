'use strict'
// Whom a connection wants to reach, from its first bytes: the server name of a TLS ClientHello (RFC 8446 section 4.1.2,
// RFC 6066 section 3) or the Host of an HTTP request (RFC 9112). Nothing is decrypted and nothing is changed.
// In: the bytes so far. Out: null (more are needed) or {protocol: "tls" | "http" | "other", host: string | null}.

const RECORD_HANDSHAKE = 22
const CLIENT_HELLO = 1
const EXTENSION_SERVER_NAME = 0
const MAX_RECORD = 16384
const MAX_HELLO = 32768
const MAX_HEAD = 32768
const OTHER = { protocol: 'other', host: null }
const NAMELESS = { protocol: 'tls', host: null }

/** The handshake bytes in the records so far; null when a record is not a handshake's. */
function handshakeBytes(buffer) {
  const parts = []
  let at = 0
  while (at < buffer.length) {
    if (buffer[at] !== RECORD_HANDSHAKE) return null
    if (at + 5 > buffer.length) break
    const length = buffer.readUInt16BE(at + 3)
    if (buffer[at + 1] !== 3 || length === 0 || length > MAX_RECORD) return null
    parts.push(buffer.subarray(at + 5, at + 5 + length))
    at += 5 + length
  }
  return Buffer.concat(parts)
}

/** Skip a vector whose length is written in `size` bytes; throws a RangeError past the end. */
function skip(buffer, at, size) {
  return at + size + buffer.readUIntBE(at, size)
}

function findExtension(hello) {
  let at = 4 + 2 + 32 // handshake header, version, random
  at = skip(hello, at, 1) // session id
  at = skip(hello, at, 2) // cipher suites
  at = skip(hello, at, 1) // compression methods
  if (at >= hello.length) return null
  const end = Math.min(skip(hello, at, 2), hello.length)
  at += 2
  while (at + 4 <= end) {
    const next = skip(hello, at + 2, 2)
    if (hello.readUInt16BE(at) === EXTENSION_SERVER_NAME) return hello.subarray(at + 4, Math.min(next, end))
    at = next
  }
  return null
}

function serverName(hello) {
  const extension = findExtension(hello)
  if (extension === null || extension.length < 5 || extension[2] !== 0) return null
  const length = extension.readUInt16BE(3)
  return length > 0 && 5 + length <= extension.length ? extension.toString('latin1', 5, 5 + length) : null
}

function readHello(buffer) {
  const handshake = handshakeBytes(buffer)
  if (handshake === null) return OTHER
  if (handshake.length > 0 && handshake[0] !== CLIENT_HELLO) return OTHER
  if (handshake.length < 4) return null
  const length = 4 + handshake.readUIntBE(1, 3)
  if (length > MAX_HELLO) return NAMELESS
  if (handshake.length < length) return null
  try {
    return { protocol: 'tls', host: serverName(handshake.subarray(0, length)) }
  } catch (error) {
    if (error instanceof RangeError) return NAMELESS
    throw error
  }
}

function hostOf(head) {
  const values = head.split('\r\n').slice(1).map((line) => /^host:[ \t]*([^\s:]*)(:\d+)?[ \t]*$/i.exec(line)).filter(Boolean)
  return values.length === 1 ? values[0][1] || null : null
}

function readRequest(buffer) {
  const text = buffer.toString('latin1', 0, MAX_HEAD)
  if (!/^[A-Z]{1,20}( |$)/.test(text)) return OTHER
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return buffer.length >= MAX_HEAD ? OTHER : null
  return { protocol: 'http', host: hostOf(text.slice(0, end)) }
}

function readGreeting(buffer) {
  if (buffer.length === 0) return null
  return buffer[0] === RECORD_HANDSHAKE ? readHello(buffer) : readRequest(buffer)
}

module.exports = { readGreeting }
