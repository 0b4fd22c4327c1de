'use strict'
// What every Node process of a step loads first. One file, because Next 15 joins several --require of NODE_OPTIONS into
// one path for its workers (next@15.5 dist/server/lib/utils.js, `getParsedNodeOptions`), which would end the build.

require('./network.cjs')
require('./environment.cjs')
