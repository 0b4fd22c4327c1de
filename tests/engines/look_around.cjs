'use strict'
// Run inside a step: prints JSON with what a program there is, has, and may do.

const fs = require('node:fs')
const { spawnSync } = require('node:child_process')

const read = (path) => { try { return fs.readFileSync(path, 'utf8').trim() } catch (error) { return error.code } }
const first = (...paths) => paths.map(read).find((text) => text !== 'ENOENT')
const status = Object.fromEntries(read('/proc/self/status').split('\n').map((line) => line.split(/:\s*/)))
const does = (...command) => spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0

/** Whether a file can be made in `folder`. */
function writable(folder) {
  try {
    fs.writeFileSync(`${folder}/canary`, '')
    fs.unlinkSync(`${folder}/canary`)
    return true
  } catch {
    return false
  }
}

const folders = ['/', '/etc', '/usr/local/bin', '/usr/local/lib/node_modules', '/root', '/dev', '/sys/fs/cgroup', '/proc/sys/kernel',
  '/opt/buildcheck/run', '/opt/buildcheck/manager', '/opt/buildcheck/manager/bin', '/work', '/tmp', process.env.HOME]
fs.copyFileSync('/bin/sh', '/tmp/setuid')
fs.chmodSync('/tmp/setuid', 0o6755)

console.log(JSON.stringify({
  status,
  mounts: read('/proc/mounts').split('\n').map((line) => line.split(' ')),
  memory: first('/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'),
  processes: first('/sys/fs/cgroup/pids.max', '/sys/fs/cgroup/pids/pids.max'),
  limits: read('/proc/self/limits'),
  interfaces: fs.readdirSync('/sys/class/net'),
  nameServers: read('/etc/resolv.conf').split('\n').filter((line) => line.startsWith('nameserver')),
  environment: process.env,
  parentEnvironment: read('/proc/1/environ'),
  parentCommand: read('/proc/1/cmdline'),
  standardInput: fs.readFileSync(0, 'utf8'),
  writable: folders.filter(writable),
  sockets: ['/var/run/docker.sock', '/run/docker.sock', '/run/podman/podman.sock'].filter((path) => fs.existsSync(path)),
  processesSeen: fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length,
  can: {
    mount: does('mount', '-t', 'tmpfs', 'none', '/work'),
    device: does('mknod', '/work/device', 'b', '8', '0'),
    giveAway: does('chown', '0', '/tmp/setuid'),
    becomeRoot: does('/tmp/setuid', '-p', '-c', 'test "$(id -u)" = 0') || does('su', '-c', 'true'),
    newUsers: does('unshare', '--user', '--map-root-user', 'true'),
    hostName: does('hostname', 'canary'),
    kernelLog: does('dmesg'),
    enterHost: does('nsenter', '--target', '1', '--mount', 'true'),
    rawSocket: does('python3', '-c', 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)'),
  },
}, null, 1))
