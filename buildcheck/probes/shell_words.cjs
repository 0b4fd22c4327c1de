'use strict'
// A shell's command line -> the words that stand where commands do. Quotes are respected; what a shell would have to
// work out (variables, globs) is no name, and is left out.

const NAME = /^[\w@.+\/-]{1,200}$/
const ASSIGNMENT = /^\w+=/
const KEYWORDS = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'while', 'do', 'done', 'case', 'esac', 'in', '{', '}', '!'])

function commandsOf(line) {
  const found = new Set()
  const around = [] // what a substitution stands in: {closing, quote, expected}
  let word = ''
  let quote = ''
  let expected = true
  const end = () => {
    if (word !== '' && expected && !ASSIGNMENT.test(word) && !KEYWORDS.has(word)) {
      if (NAME.test(word)) found.add(word)
      expected = false
    }
    word = ''
  }
  // What is substituted begins with a command of its own.
  const enter = (closing) => {
    end()
    around.push({ closing, quote, expected })
    quote = ''
    expected = true
  }
  const leave = () => {
    end()
    ;({ quote, expected } = around.pop())
  }
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]
    const closing = quote === '' && around.length > 0 ? around[around.length - 1].closing : null
    if (quote === "'" && char !== "'") word += ' '
    else if (char === '\\') word += line[++at] || ''
    else if (char === closing) leave()
    else if (char === '`') enter('`')
    else if (char === '$' && line[at + 1] === '(') {
      enter(')')
      at += 1
    } else if (char === quote) quote = ''
    else if (quote === '' && (char === '"' || char === "'")) quote = char
    else if (quote === '' && /[;&|()\n]/.test(char)) {
      end()
      expected = true
    } else if (quote === '' && /\s/.test(char)) end()
    else word += char
  }
  end()
  return [...found]
}

module.exports = { commandsOf }
