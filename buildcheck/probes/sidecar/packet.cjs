'use strict'
// DNS messages (RFC 1035), as much of them as a server needs that knows addresses only.
// In: the bytes of a query. Out: its question, and the bytes of a reply.

const HEADER = 12
const TYPE_A = 1
const CLASS_IN = 1
const TTL_SECONDS = 5
const RCODE = { ok: 0, malformed: 1, failed: 2, noName: 3, notImplemented: 4 }

function readName(buffer) {
  const labels = []
  let at = HEADER
  for (;;) {
    const length = buffer[at]
    if (length === 0) return { name: labels.join('.'), end: at + 1 }
    if (length === undefined || length > 63 || at + 1 + length >= buffer.length || at - HEADER > 254) return null
    labels.push(buffer.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
}

/** The question of a query {name, type, end}, or null for anything that is not one plain question. */
function readQuery(buffer) {
  if (buffer.length < HEADER + 5 || buffer[2] & 0xf8 || buffer.readUInt16BE(4) !== 1) return null
  const name = readName(buffer)
  if (!name || name.end + 4 > buffer.length || buffer.readUInt16BE(name.end + 2) !== CLASS_IN) return null
  return { name: name.name, type: buffer.readUInt16BE(name.end), end: name.end + 4 }
}

function header(query, rcode, questions, answers) {
  const bytes = Buffer.alloc(HEADER)
  query.copy(bytes, 0, 0, 2)
  bytes[2] = 0x80 | (query[2] & 0x01)
  bytes[3] = 0x80 | rcode
  bytes.writeUInt16BE(questions, 4)
  bytes.writeUInt16BE(answers, 6)
  return bytes
}

/** A reply to `query` with `rcode`; `question` as readQuery gave it (null: none), `address` an IPv4 address or null. */
function reply(query, question, rcode, address = null) {
  if (question === null) return header(query, rcode, 0, 0)
  const asked = query.subarray(HEADER, question.end)
  if (address === null) return Buffer.concat([header(query, rcode, 1, 0), asked])
  const record = Buffer.alloc(16)
  record.writeUInt16BE(0xc00c, 0) // a pointer to the question's name
  record.writeUInt16BE(TYPE_A, 2)
  record.writeUInt16BE(CLASS_IN, 4)
  record.writeUInt32BE(TTL_SECONDS, 6)
  record.writeUInt16BE(4, 10)
  Buffer.from(address.split('.').map(Number)).copy(record, 12)
  return Buffer.concat([header(query, rcode, 1, 1), asked, record])
}

module.exports = { RCODE, TYPE_A, readQuery, reply }
