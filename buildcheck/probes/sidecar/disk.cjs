'use strict'
// Measures what the steps write. A hard link counts once, and every file at least one block of 4 KiB: an empty one takes
// a node of the file system. The file system's own count of free space sees what no folder shows, such as files that
// were deleted while open. Out: {t: "disk", folder, bytes, free}.

const { execFile } = require('child_process')
const fs = require('fs')

const EVERY_MS = 1000
const REST_FACTOR = 4
const TIMEOUT_MS = 90000

// What is not counted within a minute is left out: a lower bound is better than none.
// Numbers only, since names are hostile: kind, number of links, blocks of 512 bytes.
const LIST = 'timeout 60 find "$1" -xdev -printf "%y %n %b\\n"'
const SUM = '{ bytes = $3 * 512; if (bytes < 4096) bytes = 4096; sum += $1 == "d" ? bytes : bytes / $2 }'
const SCRIPT = `${LIST} 2>/dev/null | awk '${SUM} END { printf "%.0f", sum }'`

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
    execFile('sh', ['-c', SCRIPT, 'sh', folder], { timeout: TIMEOUT_MS }, (_error, stdout) => {
      resolve(/^\d+$/.test(stdout) ? Number(stdout) : null)
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
