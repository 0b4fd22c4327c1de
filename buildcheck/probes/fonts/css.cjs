'use strict'
/*
 * In: the address of a stylesheet that Next asks Google Fonts for, the subsets of its family, a function that gives
 * the address of a font file. Out: a stylesheet of the same form as Google's.
 *
 * The form matters: Next reads it line by line, takes the subset from the comment above each block (to choose what to
 * preload) and the file from "src: url(...)" (next/dist/compiled/@next/font/dist/google/find-font-files-in-css.js), and
 * Turbopack replaces the exact text "font-family: 'NAME';" (crates/next-core/src/next_font/google/mod.rs).
 */

const STYLESHEET = 'https://fonts.googleapis.com/css2?family='

/** The ranges that Google gives for the subsets of most families. A block of another subset goes without. */
const RANGES = {
  'cyrillic-ext': 'U+0460-052F, U+1C80-1C8A, U+20B4, U+2DE0-2DFF, U+A640-A69F, U+FE2E-FE2F',
  cyrillic: 'U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116',
  'greek-ext': 'U+1F00-1FFF',
  greek: 'U+0370-0377, U+037A-037F, U+0384-038A, U+038C, U+038E-03A1, U+03A3-03FF',
  vietnamese: 'U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+1EA0-1EF9, U+20AB',
  'latin-ext': 'U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+1E00-1E9F, U+20A0-20AB, U+2C60-2C7F, U+A720-A7FF',
  latin: 'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+FEFF',
}

/** The family that a stylesheet address names, with its spaces; null for an address of another form. */
function familyOf(url) {
  if (!url.startsWith(STYLESHEET)) return null
  return url.slice(STYLESHEET.length).split(/[:&]/, 1)[0].replace(/\+/g, ' ')
}

/** "…:ital,wght@0,400;1,700&display=swap" -> [{ital: '0', wght: '400'}, {ital: '1', wght: '700'}]; no axes -> [{}]. */
function variantsOf(url) {
  const axes = /:([^@&]+)@([^&]+)/.exec(url.slice(STYLESHEET.length))
  if (!axes) return [{}]
  const tags = axes[1].split(',')
  return axes[2].split(';').map((values) => Object.fromEntries(values.split(',').map((value, i) => [tags[i], value])))
}

/** One @font-face block; ``range`` values of axes ("100..900") are written with a space, as CSS wants them. */
function face(family, variant, display, subset, file) {
  const range = RANGES[subset] ? `\n  unicode-range: ${RANGES[subset]};` : ''
  const width = variant.wdth ? `\n  font-stretch: ${variant.wdth.replace('..', '% ')}%;` : ''
  return `/* ${subset} */
@font-face {
  font-family: '${family}';
  font-style: ${variant.ital === '1' ? 'italic' : 'normal'};
  font-weight: ${(variant.wght || '400').replace('..', ' ')};${width}
  font-display: ${display};
  src: url(${file}) format('woff2');${range}
}
`
}

/** The stylesheet for ``url``: one block per variant and subset. ``address(name)`` gives where a font file is. Next's
 *  data knows no subset for some families (Linefont): Google answers for these too, so they get one block. */
function stylesheet(url, subsets, address) {
  const family = familyOf(url)
  const named = subsets.length > 0 ? subsets : ['all']
  const display = /&display=([a-z]+)/.exec(url)?.[1] ?? 'swap'
  const blocks = []
  for (const variant of variantsOf(url)) {
    for (const subset of named) {
      const name = [family.replace(/ /g, '_'), ...Object.entries(variant).flat(), subset].join('-')
      blocks.push(face(family, variant, display, subset, address(`${name}.woff2`)))
    }
  }
  return blocks.join('')
}

module.exports = { familyOf, stylesheet }
