"""The parts of the sidecar that read hostile bytes, run in the Node of this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SIDECAR = Path(__file__).parents[2] / "buildcheck" / "probes" / "sidecar"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node on this machine")


def run(script: str) -> Any:
    """Run ``script`` beside the sidecar's files; give what it printed as JSON."""
    assert NODE is not None
    done = subprocess.run([NODE, "-e", script], cwd=SIDECAR, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_which_addresses_are_public() -> None:
    public = ("93.184.216.34", "198.51.100.7", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1")
    private = (
        *("127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "0.0.0.0"),
        *("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
        *("224.0.0.1", "255.255.255.255", "198.18.0.1"),
        *("::", "::1", "::ffff:93.184.216.34", "::ffff:a00:1", "fe80::1", "fe80::1%eth0"),
        *("fd00:ec2::254", "fc00::1", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::", "2001::1"),
        *("", "example.test", "1", "0x7f.1", "1.2.3"),
    )
    every = json.dumps([*public, *private])
    assert run(f"console.log(JSON.stringify({every}.filter(require('./addresses.cjs').isPublic)))") == list(public)


# A real ClientHello, made by the TLS library that most clients of builds use.
_HELLO = """
const net = require('net'), tls = require('tls')
function hello(servername, use) {
  const server = net.createServer(s => s.once('data', d => { s.destroy(); server.close(); use(d) }))
  server.listen(0, () => tls.connect({ port: server.address().port, servername }).on('error', () => {}))
}
const { readGreeting } = require('./greeting.cjs')
function records(bytes, size) {
  const parts = [], body = bytes.subarray(5)
  for (let i = 0; i < body.length; i += size) {
    const part = body.subarray(i, i + size)
    parts.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part)
  }
  return Buffer.concat(parts)
}
"""


def test_a_greeting_is_read_when_it_is_whole_and_not_before() -> None:
    script = """
    hello('site.example.test', bytes => {
      const told = []
      for (let i = 0; i <= bytes.length; i++) told.push(readGreeting(bytes.subarray(0, i)))
      console.log(JSON.stringify([told.slice(0, -1).every(t => t === null), told.pop()]))
    })"""
    assert run(_HELLO + script) == [True, {"protocol": "tls", "host": "site.example.test"}]


def test_a_greeting_in_many_records_is_read() -> None:
    script = """
    hello('site.example.test', bytes => {
      console.log(JSON.stringify([1, 7, 100].map(size => readGreeting(records(bytes, size)))))
    })"""
    assert run(_HELLO + script) == [{"protocol": "tls", "host": "site.example.test"}] * 3


def test_a_damaged_greeting_never_throws() -> None:
    script = """
    hello('site.example.test', bytes => {
      let kinds = new Set()
      for (let i = 0; i < bytes.length; i++) for (const value of [0, 1, 127, 255]) {
        const damaged = Buffer.from(bytes)
        damaged[i] = value
        const told = readGreeting(damaged)
        kinds.add(told === null ? 'more' : told.protocol)
      }
      console.log(JSON.stringify([...kinds].sort()))
    })"""
    assert run(_HELLO + script) == ["more", "other", "tls"]


@pytest.mark.parametrize(
    ("head", "host"),
    [
        ("GET / HTTP/1.1\r\nHost: a.example.test\r\n\r\n", "a.example.test"),
        ("GET / HTTP/1.1\r\nhost:\ta.example.test:8080 \r\n\r\n", "a.example.test"),
        ("GET / HTTP/1.1\r\nHost: a.example.test\r\nHost: b.example.test\r\n\r\n", None),
        ("GET / HTTP/1.0\r\n\r\n", None),
        ("GET / HTTP/1.1\r\nX: y\r\n\r\nHost: a.example.test\r\n\r\n", None),
    ],
)
def test_the_host_of_a_request(head: str, host: str | None) -> None:
    script = f"console.log(JSON.stringify(require('./greeting.cjs').readGreeting(Buffer.from({json.dumps(head)}))))"
    assert run(script) == {"protocol": "http", "host": host}


@pytest.mark.parametrize("start", ["SSH-2.0-x\r\n", "\x00\x01", "get / x", "GET" + "x" * 40])
def test_other_protocols_are_told(start: str) -> None:
    script = f"console.log(JSON.stringify(require('./greeting.cjs').readGreeting(Buffer.from({json.dumps(start)}))))"
    assert run(script) == {"protocol": "other", "host": None}


def test_no_packet_breaks_the_name_server() -> None:
    script = """
    const crypto = require('crypto'), { readQuery, reply } = require('./packet.cjs')
    let read = 0
    for (let i = 0; i < 20000; i++) {
      const packet = crypto.randomBytes(i % 300)
      if (packet.length > 12) { packet[2] &= 7; packet.writeUInt16BE(1, 4) }
      if (i % 3 === 0 && packet.length > 40) { packet[12] = 3; packet[16] = 0; packet.writeUInt16BE(1, 19) }
      const question = readQuery(packet)
      if (question) read++
      if (packet.length >= 12) reply(packet, question, 0, question && '127.0.0.1')
    }
    console.log(read > 1000)"""
    assert run(script) is True


def test_the_policy_of_a_host_and_port() -> None:
    rules = [
        {"host": "a.example.test", "port": None, "reason": "", "private": False},
        {"host": "*.wild.test", "port": None, "reason": "", "private": False},
        {"host": "cms.test", "port": 8443, "reason": "", "private": True},
    ]
    policy = {"phase": "build", "open": False, "rules": rules, "refusal": "no"}
    allowed = [
        *(["a.example.test", None], ["a.example.test", 443], ["a.example.test", 80]),
        *(["x.wild.test", 443], ["x.y.wild.test", 443], ["cms.test", 8443]),
    ]
    refused = [
        *(["a.example.test", 8443], ["wild.test", 443], ["evilwild.test", 443], ["cms.test", 443]),
        *(["93.184.216.34", 443], ["a.example.test.", 443], ["", None]),
    ]
    script = f"""
    const policy = new (require('./policy.cjs').Policy)({json.dumps(policy)})
    console.log(JSON.stringify({json.dumps([*allowed, *refused])}.filter(each => policy.decide(...each).allowed)))"""
    assert run(script) == allowed


def test_a_name_server_that_falls_silent_does_not_take_away_what_it_said() -> None:
    script = """
    const { Names } = require('./resolve.cjs')
    const says = [['198.51.100.7'], 'ETIMEOUT', 'ENOTFOUND']
    const names = new Names(async () => {
      const said = says.shift()
      if (typeof said === 'string') throw Object.assign(new Error(said), { code: said })
      return said
    })
    const ask = (name) => names.allowed(name, {}).catch((error) => error.message)
    const later = () => names.kept.forEach((each) => { each.until = 0 })
    ;(async () => {
      const answers = []
      for (let turn = 0; turn < 3; turn += 1) {
        answers.push(await ask('registry.example.test'))
        later()
      }
      console.log(JSON.stringify(answers))
    })()
    """
    assert run(script) == [["198.51.100.7"], ["198.51.100.7"], "the name does not resolve"]
