'use strict'
// A server of files for what an export or Vite leaves behind, as static hosts serve it: /a is a, a.html or
// a/index.html, else 404.html. In: the folder and the port. Out: {state, stop} as serve.cjs has them for a process.

const fs = require('fs')
const http = require('http')
const path = require('path')

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml'
}

/** The regular file for an address, or null; never one outside of ``root``. */
function find(root, address) {
  const wanted = path.join(root, path.posix.normalize(`/${address}`))
  for (const file of [wanted, `${wanted.replace(/[\\/]$/, '')}.html`, path.join(wanted, 'index.html')]) {
    try {
      const real = fs.realpathSync(file)
      if (fs.statSync(real).isFile() && real.startsWith(root + path.sep)) return real
    } catch {
      // Not this one.
    }
  }
  return null
}

function answer(root, request, response) {
  const address = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
  const found = find(root, address)
  const file = found || find(root, '/404.html')
  const type = file ? TYPES[path.extname(file)] || 'application/octet-stream' : 'text/plain'
  response.writeHead(found ? 200 : 404, { 'content-type': type })
  if (file) fs.createReadStream(file).on('error', () => response.destroy()).pipe(response)
  else response.end('not found')
}

async function serveFiles(folder, port) {
  const state = { ended: false, code: null }
  const root = fs.realpathSync(folder)
  const server = http.createServer((request, response) => {
    try {
      answer(root, request, response)
    } catch (error) {
      response.writeHead(400)
      response.end(String(error.message))
    }
  })
  await new Promise((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', resolve))
  const stop = () => new Promise((resolve) => {
    server.closeAllConnections?.()
    server.close(resolve)
  })
  return { state, stop }
}

module.exports = { serveFiles }
