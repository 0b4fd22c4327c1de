// Answers, for each line of JSON on its input, what a framework's own loader makes of env files.
// Arguments: the loader's kind (`next` or `vite`), the folder where it is installed, and one to write files into.
const fs = require("node:fs")
const path = require("node:path")
const readline = require("node:readline")

const [kind, installed, folder] = process.argv.slice(2)
const NAMES = [".env.production.local", ".env.local", ".env.production", ".env"]
const OURS = ["__NEXT_PROCESSED_ENV", "VITE_USER_NODE_ENV"]

function begin({ files, env }) {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  for (const name of NAMES) {
    const file = path.join(folder, name)
    if (name in files) fs.writeFileSync(file, Buffer.from(files[name], "base64"))
    else fs.rmSync(file, { force: true })
  }
}

function values(found) {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !OURS.includes(name)))
}

function next() {
  const file = path.join(installed, "node_modules/@next/env/dist/index.js")
  return () => {
    delete require.cache[file]
    // Without this, each copy of the package stays: 20,000 of them are more than the memory that we are given.
    module.children.length = 0
    const failed = []
    const log = { info() {}, error: (text) => failed.push(path.basename(text)) }
    const { combinedEnv } = require(file).loadEnvConfig(folder, false, log, true)
    return { values: values(combinedEnv), failed }
  }
}

async function vite() {
  const { loadEnv } = await import(path.join(installed, "node_modules/vite/dist/node/index.js"))
  return () => {
    try {
      return { values: values(loadEnv("production", folder, "")), failed: [] }
    } catch (error) {
      return { values: null, failed: [error.name] }
    }
  }
}

async function main() {
  const ask = kind === "next" ? next() : await vite()
  for await (const line of readline.createInterface({ input: process.stdin })) {
    begin(JSON.parse(line))
    process.stdout.write(`${JSON.stringify(ask())}\n`)
  }
}

main()
