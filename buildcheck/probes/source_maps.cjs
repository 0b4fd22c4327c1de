'use strict'
// A place in what was built -> the place in the source, where a source map lies beside it (Turbopack leaves one for
// each chunk of the server, webpack when it is told to). In: {file, line, column}. Out: the same of the source, or null.

const fs = require('fs')
const { SourceMap } = require('module')
const path = require('path')
const { fileURLToPath, pathToFileURL } = require('url')

// Bytes that one process reads: a megabyte takes some fifty milliseconds.
const MAX_BYTES = 1 << 20
const WEBPACK = /^webpack:\/\/[^/]*\/(?:\.\/)?/
const { readFileSync, statSync } = fs

const maps = new Map()
let left = MAX_BYTES

function read(file) {
  const { size } = statSync(file)
  if (size > left) return null
  left -= size
  return new SourceMap(JSON.parse(readFileSync(file, 'utf8')))
}

function mapOf(file) {
  if (!maps.has(file)) {
    maps.set(file, null)
    maps.set(file, read(`${file}.map`))
  }
  return maps.get(file)
}

function sourceFile(source, file) {
  if (WEBPACK.test(source)) return path.resolve(source.replace(WEBPACK, '').replace(/\?.*$/, ''))
  const url = new URL(source, pathToFileURL(file))
  return url.protocol === 'file:' ? fileURLToPath(url) : null
}

function original({ file, line, column }) {
  try {
    const map = mapOf(file)
    const entry = map && map.findEntry(line - 1, column - 1)
    const found = entry && entry.originalSource ? sourceFile(entry.originalSource, file) : null
    if (found === null || !statSync(found).isFile()) return null
    return { file: found, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  } catch {
    return null
  }
}

module.exports = { original }
