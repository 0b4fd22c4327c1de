// Runs in the container: builds the projects of /judge/cases.jsonl one after the other in /work, and prints a line of
// JSON for each. In: {case, cwd, arguments, files: {path: base64}}; out: {case, code, timedOut, seconds, output,
// manifests: {name: text}}. The first is a healthy app: its .next/cache is what every other build starts with, as on a
// CI machine. It halves the time, because Next's own modules need not be compiled anew.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const WORK = "/work";
const WARM = "/tmp/warm-cache";
const MOST_OUTPUT = 64 * 1024;
const { manifests, seconds } = JSON.parse(process.argv[2]);

function place(files) {
  for (const name of fs.readdirSync(WORK)) {
    if (name !== "node_modules") fs.rmSync(path.join(WORK, name), { recursive: true, force: true });
  }
  for (const [name, data] of Object.entries(files)) {
    const file = path.join(WORK, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, Buffer.from(data, "base64"));
  }
}

function build(cwd, flags) {
  return new Promise((resolve) => {
    const started = Date.now();
    const argv = [path.join(WORK, "node_modules/next/dist/bin/next"), "build", ...flags];
    // Its own process group: what a build leaves running must not disturb the next one.
    const child = spawn(process.execPath, argv, { cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let timedOut = false;
    const stop = () => { try { process.kill(-child.pid, "SIGKILL"); } catch { /* nothing is left of it */ } };
    const timer = setTimeout(() => { timedOut = true; stop(); }, seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => { output = (output + text).slice(-MOST_OUTPUT); });
    }
    child.on("exit", (code) => {
      clearTimeout(timer);
      stop();
      resolve({ code, timedOut, output, seconds: (Date.now() - started) / 1000 });
    });
  });
}

function read(cwd) {
  const found = {};
  for (const name of manifests) {
    const file = path.join(cwd, ".next", name);
    if (fs.existsSync(file)) found[name] = fs.readFileSync(file, "utf8");
  }
  return found;
}

function keepCache(folder) {
  const cache = path.join(folder, ".next/cache");
  if (fs.existsSync(cache)) fs.cpSync(cache, WARM, { recursive: true });
}

function restoreCache(folder) {
  if (fs.existsSync(WARM)) fs.cpSync(WARM, path.join(folder, ".next/cache"), { recursive: true });
}

async function main() {
  for (const line of fs.readFileSync("/judge/cases.jsonl", "utf8").trim().split("\n")) {
    const { case: name, cwd, arguments: flags, files } = JSON.parse(line);
    place(files);
    const folder = path.join(WORK, cwd);
    restoreCache(folder);
    const result = await build(folder, flags);
    if (name === "") {
      keepCache(folder);
      continue;
    }
    process.stdout.write(`${JSON.stringify({ case: name, ...result, manifests: read(folder) })}\n`);
  }
}

main();
