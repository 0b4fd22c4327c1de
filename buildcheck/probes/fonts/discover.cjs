'use strict'
/*
 * In (argv): source files that use next/font/google. Out (stdout, JSON): what their builds will ask Google Fonts for,
 * [{url, subsets}]. Run by run.cjs in a process of its own, because it loads native code and reads strangers' files.
 *
 * Only Turbopack needs this: it looks addresses up in a plain table, so they must be known before. They are found with
 * the installed Next's own parts: its compiler's font transform turns each call into an import that carries the call as
 * JSON (crates/next-custom-transforms/src/transforms/fonts), and its functions turn that into the address.
 */

const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')
const { installedNexts } = require('./installed.cjs')

const FONTS = 'dist/compiled/@next/font/dist/google'
const TARGET = 'next/font/google/target.css?'

/** The native compiler that belongs to this Next; null where it has none for this platform. */
function compiler(next) {
  const base = `@next/swc-${process.platform}-${process.arch}`
  for (const name of [`${base}-gnu`, `${base}-musl`, base, `${base}-msvc`]) {
    try {
      return createRequire(path.join(next, 'package.json'))(name)
    } catch {
      // Not this one: only the binary of the own platform and C library is installed, or loads.
    }
  }
  return null
}

function parserFor(file) {
  const typed = /\.[cm]?tsx?$/.test(file)
  return typed
    ? { syntax: 'typescript', tsx: !/\.[cm]?ts$/.test(file), decorators: true }
    : { syntax: 'ecmascript', jsx: true, decorators: true }
}

/** The font calls of one source file: [{import, arguments}]. A file that the compiler refuses gives none: the build
 *  refuses it too, in its own words. */
async function callsIn(file, swc) {
  const options = {
    filename: file,
    isModule: true,
    sourceMaps: false,
    jsc: { parser: parserFor(file), target: 'esnext' },
    fontLoaders: { fontLoaders: ['next/font/google'], relativeFilePathFromRoot: path.basename(file) },
  }
  try {
    const { code } = swc.transformSync(fs.readFileSync(file, 'utf8'), true, Buffer.from(JSON.stringify(options)))
    const plain = { syntax: 'ecmascript', jsx: true, isModule: true, target: 'esnext' }
    const tree = JSON.parse(await swc.parse(code, Buffer.from(JSON.stringify(plain)), file))
    return tree.body
      .filter((node) => node.type === 'ImportDeclaration' && node.source.value.startsWith(TARGET))
      .map((node) => JSON.parse(node.source.value.slice(TARGET.length)))
  } catch {
    return []
  }
}

/** The argument as Next's JavaScript must see it to accept what Turbopack accepts: Turbopack asks for no subsets, and
 *  ignores an empty "axes" and the axis "wght" in it (crates/next-core/src/next_font/google/{options,util}.rs). */
function lenient(argument = {}) {
  const axes = Array.isArray(argument.axes) ? argument.axes.filter((tag) => tag !== 'wght') : argument.axes
  return { ...argument, preload: false, axes: axes?.length ? axes : undefined }
}

/** What one call makes this Next ask for; null for a call that Next refuses. */
function requestOf(call, next) {
  const from = (name) => require(path.join(next, FONTS, name))
  try {
    const { validateGoogleFontFunctionCall } = from('validate-google-font-function-call.js')
    const font = validateGoogleFontFunctionCall(call.import, lenient(call.arguments[0]))
    const { getFontAxes } = from('get-font-axes.js')
    const axes = getFontAxes(font.fontFamily, font.weights, font.styles, font.selectedVariableAxes)
    const { getGoogleFontsUrl } = from('get-google-fonts-url.js')
    const url = getGoogleFontsUrl(font.fontFamily, axes, font.display)
    return { url, subsets: from('font-data.json')[font.fontFamily].subsets }
  } catch {
    return null
  }
}

async function main(files) {
  const requests = new Map()
  for (const next of installedNexts(files)) {
    const swc = compiler(next.folder)
    if (!swc) continue
    for (const file of files) {
      for (const call of await callsIn(file, swc)) {
        const request = requestOf(call, next.folder)
        if (request) requests.set(request.url, request)
      }
    }
  }
  process.stdout.write(JSON.stringify([...requests.values()]))
}

main(process.argv.slice(2))
