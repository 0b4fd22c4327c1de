'use strict'
/*
 * The module that NEXT_FONT_GOOGLE_MOCKED_RESPONSES names: Next takes stylesheets from what it exports, an object
 * {address: stylesheet}. run.cjs copies it into a folder of the run, beside "table.json" and the font file.
 *
 * Webpack's loader asks for one address at a time and reads font files by absolute path
 * (next/dist/compiled/@next/font/dist/google/fetch-font-file.js): any address can be answered as it is asked for.
 * Turbopack bundles this module, runs it elsewhere, takes the whole object as JSON and downloads the font files
 * (crates/next-core/src/next_font/google/mod.rs, get_mock_stylesheet): it gets the table that was made before.
 */

const fs = require('node:fs')
const path = require('node:path')
const { Module } = require('node:module')
const { familyOf, stylesheet } = require('./css.cjs')

const folder = path.dirname(process.env.NEXT_FONT_GOOGLE_MOCKED_RESPONSES)

/** The subsets of a family, from the data beside the loader that asks (Next's own, or @next/font's of 13.0 and 13.1). */
function subsetsOf(family) {
  const data = path.join(path.dirname(module.parent.filename), 'font-data.json')
  return JSON.parse(fs.readFileSync(data, 'utf8'))[family].subsets
}

/** A file of its own for each face: Next treats faces with the same address as one. */
function fontFile(name) {
  const file = path.join(folder, name)
  fs.copyFileSync(path.join(folder, 'font.woff2'), file)
  return file
}

function answer(_, url) {
  const family = typeof url === 'string' ? familyOf(url) : null
  if (!family) return undefined
  fs.appendFileSync(path.join(folder, 'requested'), `${family}\n`)
  return stylesheet(url, subsetsOf(family), fontFile)
}

const loadedByNode = module instanceof Module
module.exports = loadedByNode
  ? new Proxy({}, { get: answer })
  : JSON.parse(fs.readFileSync(path.join(folder, 'table.json'), 'utf8'))
