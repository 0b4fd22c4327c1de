'use strict'
// Which Node this process is, and which program it runs: {kind: "process", node, path, main, name, script, modules}.
// ``main`` is the file that is run, with links resolved, ``name`` what it was called by, ``script`` the script of
// package.json that it is part of. ``modules`` says whether this Node lets itself be watched while it imports.

const path = require('path')
const Module = require('module')
const { isMainThread } = require('worker_threads')
const { isWanted, note, quietly, real } = require('./outside.cjs')

function install() {
  const called = process.argv[1]
  note({
    kind: 'process',
    node: process.versions.node,
    path: process.execPath,
    main: called ? real(path.resolve(called)) : null,
    name: called ? path.basename(called) : null,
    script: process.env.npm_lifecycle_event || null,
    modules: typeof Module.registerHooks === 'function'
  })
}

if (isMainThread && isWanted()) quietly(install)
