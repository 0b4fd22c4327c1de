'use strict'
// What every Node process loads first when a developer's own build is observed on their machine (`buildcheck observe`):
// the two traces of a container's step, and what only a machine can give. One file, as watch.cjs is, and for its reason.
//
// In: BUILDCHECK_ROOT, the project's folder with links resolved, and the files to append to: BUILDCHECK_USE_TRACE,
// BUILDCHECK_NETWORK_TRACE, BUILDCHECK_ENVIRONMENT_TRACE. A task runner may hand on NODE_OPTIONS alone (Turborepo does);
// then these are read from own.json in the folder that the path to this file leads through.

// The last option counts: those before it are the developer's own.
const LEADING = /^.*--(require|import)="?(?:file:\/\/)?((?:[^"\\]|\\.)+?)\/(?:\.\.\/)+[^"]*observe\.cjs/

function recall() {
  const found = LEADING.exec(process.env.NODE_OPTIONS || '')
  if (found === null || process.env.BUILDCHECK_USE_TRACE) return
  const [, option, folder] = found
  const plain = option === 'import' ? decodeURIComponent(folder) : folder.replace(/\\(.)/g, '$1')
  try {
    Object.assign(process.env, JSON.parse(require('fs').readFileSync(`${plain}/own.json`, 'utf8')), {
      NODE_OPTIONS: process.env.NODE_OPTIONS
    })
  } catch {
    // The observed command has come to its end.
  }
}

recall()

// An older Node would end at the syntax of the probes, and must not be felt to be watched.
if (Number(process.versions.node.split('.')[0]) >= 16) {
  require('./processes.cjs')
  require('./programs.cjs')
  // What a package manager itself reads and reaches are its settings and its registry.
  if (require('./reader.cjs').isWatched()) {
    require('./network.cjs')
    require('./lookups.cjs')
    require('./environment.cjs')
    require('./modules.cjs')
    require('./files.cjs')
  }
}
