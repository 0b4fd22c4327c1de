'use strict'
// Files outside of the project that are read, or found when looked for: {kind: "file", path, how, by}. A file of a
// package is told as the folder of its package. ``how`` is "read" or "found", ``by`` the nearest caller in the project
// (null: a program that is no part of it, about its own files). What is not there leaves no trace.

const fs = require('fs')
const path = require('path')
const Module = require('module')
const { fileURLToPath } = require('url')
const { existsSync, isWanted, nearest, note, observe, outside, packageFolder, quietly } = require('./outside.cjs')

// Each path costs one question to the disk; a build that looks for more than this is no longer watched.
const MAX_PATHS = 20000
const READING = ['readFile', 'readFileSync', 'open', 'openSync', 'copyFile', 'copyFileSync']
const FINDING = ['stat', 'statSync', 'lstat', 'lstatSync', 'access', 'accessSync', 'existsSync', 'readdir', 'readdirSync']
const { O_WRONLY } = fs.constants

const known = new Set()

function pathOf(file) {
  // A path that leads upwards from the working folder is the only kind of relative one that can lead out.
  if (typeof file === 'string') return file.startsWith('..') ? path.resolve(file) : file
  return file instanceof URL && file.protocol === 'file:' ? fileURLToPath(file) : null
}

function look(file, how, below) {
  const given = pathOf(file)
  const found = given && outside(given)
  if (!found || known.size >= MAX_PATHS) return
  const place = packageFolder(found) || found
  const key = `${how} ${place}`
  if (known.has(key) || known.has(`read ${place}`)) return
  known.add(key)
  if (existsSync(place)) note({ kind: 'file', path: place, how, by: nearest(below) })
}

function isWriting(flags) {
  return typeof flags === 'number' ? (flags & O_WRONLY) !== 0 : typeof flags === 'string' && /^[wa]/.test(flags)
}

function install() {
  for (const owner of [fs, fs.promises]) {
    for (const name of READING) {
      const opens = name.startsWith('open')
      observe(owner, name, ([file, flags], below) => {
        if (!opens || !isWriting(flags)) look(file, 'read', below)
      })
    }
    for (const name of FINDING) observe(owner, name, ([file], below) => look(file, 'found', below))
  }
  Module.syncBuiltinESMExports()
}

if (isWanted()) quietly(install)
