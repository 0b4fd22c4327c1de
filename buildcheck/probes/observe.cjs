'use strict'
// What every Node process loads first when a developer's own build is observed on their machine (`buildcheck observe`):
// the two traces of a container's step, and what only a machine can give. One file, as watch.cjs is, and for its reason.
//
// In: BUILDCHECK_ROOT, the project's folder with links resolved, and the files to append to: BUILDCHECK_USE_TRACE,
// BUILDCHECK_NETWORK_TRACE, BUILDCHECK_ENVIRONMENT_TRACE.

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
