'use strict'
// Measures what the steps write: `du` counts blocks and sees a hard link once; the file system's own count of free
// space sees what `du` can't, such as files that were deleted while open. Out: {t: "disk", folder, bytes, free}.

const { execFile } = require('child_process')
const fs = require('fs')

const EVERY_MS = 1000
const REST_FACTOR = 4
const DU_TIMEOUT_MS = 60000

/** Bytes that the file system of `folder` has free, null where this Node can't tell (before 18.15). */
function free(folder) {
  try {
    const { bavail, bsize } = fs.statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}

/** Bytes in `folder`, null when they can't be counted. Files that vanish meanwhile are no failure. */
function used(folder) {
  return new Promise((resolve) => {
    execFile('du', ['-skx', folder], { timeout: DU_TIMEOUT_MS }, (_error, stdout) => {
      const match = /^(\d+)\s/.exec(stdout)
      resolve(match ? Number(match[1]) * 1024 : null)
    })
  })
}

/** Measure `folder` every second, and less often when measuring it takes long. */
async function watch(folder, write) {
  const began = Date.now()
  const bytes = await used(folder)
  if (bytes !== null) write({ t: 'disk', folder, bytes, free: free(folder) })
  setTimeout(() => watch(folder, write), Math.max(EVERY_MS, REST_FACTOR * (Date.now() - began)))
}

module.exports = { watch }
