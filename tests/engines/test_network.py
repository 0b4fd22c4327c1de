"""The egress on a real engine: what a step can reach, and that nothing else is there."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import docker
import pytest

from buildcheck.engines.docker.network import Egress
from buildcheck.errors import EngineError
from buildcheck.model.build import HostContact
from tests.engines.lab import LABELS, LIMITS, OTHER, SITE, Lab, certificate, image, lab, network, wait_for_output

pytestmark = pytest.mark.engine
NAME = f"buildcheck-test-{os.getpid()}"


@pytest.fixture(scope="module")
def client() -> Iterator[docker.DockerClient]:
    with closing(docker.from_env()) as found:
        yield found


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def public(client: docker.DockerClient, tls: dict[str, str]) -> Iterator[Lab]:
    with lab(client, tls, public=True, name=f"{NAME}-public") as opened:
        yield opened
        assert opened.egress.errors() == ()


@pytest.fixture(scope="module")
def private(client: docker.DockerClient, tls: dict[str, str]) -> Iterator[Lab]:
    with lab(client, tls, public=False, name=f"{NAME}-private") as opened:
        yield opened
        assert opened.egress.errors() == ()


def contact(lab: Lab, host: str, **fields: Any) -> HostContact:
    """Give the last contact with ``host`` that has these fields."""
    every = lab.egress.contacts()
    return [c for c in every if c.host == host and all(getattr(c, key) == value for key, value in fields.items())][-1]


def test_an_allowed_host_is_reached_by_tls_untouched(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    assert public.get(f"https://{SITE}/") == f"200 hello {SITE}"
    assert contact(public, SITE, phase="build", port=443).outcome == "reached"
    assert not [c for c in public.egress.contacts() if c.host == SITE and c.port is None]


def test_an_allowed_host_is_reached_by_http(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    assert public.get(f"http://{SITE}/") == f"200 hello {SITE}"


def test_a_port_named_by_a_rule_is_served_and_others_are_not(public: Lab) -> None:
    public.egress.switch("build", network(SITE, port=8080))
    assert public.get(f"http://{SITE}:8080/") == f"200 hello {SITE}:8080"
    assert public.get(f"http://{SITE}/").startswith("403")
    assert public.get(f"http://{SITE}:8081/") == "ECONNREFUSED"


def test_a_refused_host_does_not_exist_and_is_told_at_once(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    told = public.run(
        "const t = Date.now(); require('dns').lookup('refused.example.test', e => console.log(e.code, Date.now() - t))"
    )
    code, milliseconds = told.split()
    assert code == "ENOTFOUND"
    assert int(milliseconds) < 1000
    refused = contact(public, "refused.example.test")
    assert (refused.outcome, refused.port) == ("refused", None)
    assert "neither a registry nor" in str(refused.reason)


def test_the_name_in_the_tls_greeting_decides_not_the_one_looked_up(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    told = public.run(
        f"require('tls').connect({{ host: '{SITE}', port: 443, servername: '{OTHER}', ca }}, () => console.log('open'))"
        ".on('error', e => console.log(e.code))"
    )
    assert told == "ERR_SSL_TLSV1_UNRECOGNIZED_NAME"
    assert contact(public, OTHER, port=443).outcome == "refused"


def test_the_host_header_decides_not_the_name_looked_up(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    assert public.get(f"http://{SITE}/", headers=f"{{ host: '{OTHER}' }}").startswith("403")


def test_a_connection_that_names_no_host_is_refused(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    told = public.run(
        f"require('tls').connect({{ host: '{SITE}', port: 443, ca }}).on('error', e => console.log(e.code))"
    )
    assert told == "ERR_SSL_TLSV1_UNRECOGNIZED_NAME"
    assert (
        public.run(
            f"const s = require('net').connect(443, '{SITE}', () => s.write('SSH-2.0-x\\r\\n'))"
            ".on('close', () => console.log('closed')).on('error', () => {}).resume()"
        )
        == "closed"
    )


def test_policies_hold_from_the_switch_on_and_cut_what_was_open(public: Lab) -> None:
    public.egress.switch("scripts", network(SITE))
    assert public.get(f"https://{SITE}/").startswith("200")
    public.egress.switch("build", network(OTHER))
    assert public.get(f"https://{SITE}/") == "ENOTFOUND"
    assert public.get(f"https://{OTHER}/").startswith("200")


def test_open_mode_reaches_public_names_and_no_others(public: Lab) -> None:
    public.egress.switch("build", network(mode="open"))
    assert public.get(f"https://{OTHER}/").startswith("200")
    for local in ("metadata.google.internal", "printer.local", "localhost.localdomain.lan", "db"):
        assert public.get(f"http://{local}/") in {"ENOTFOUND", "EAI_AGAIN"}
        assert contact(public, local).outcome == "refused"


def test_a_name_that_leads_to_a_private_address_is_refused(private: Lab) -> None:
    private.egress.switch("build", network(SITE))
    assert private.get(f"https://{SITE}/") == "ENOTFOUND"
    refused = contact(private, SITE, outcome="refused")
    assert "private address" in str(refused.reason)
    # A client that knows the gate's address and skips the lookup gets no further.
    told = private.run(
        f"require('tls').connect({{ host: '127.0.0.1', port: 443, servername: '{SITE}', ca }})"
        ".on('error', e => console.log(e.code))"
    )
    assert told == "ERR_SSL_TLSV1_UNRECOGNIZED_NAME"


def test_a_private_address_is_reached_when_the_user_named_the_host(private: Lab) -> None:
    private.egress.switch("build", network(SITE, allowed=(SITE,)))
    assert private.get(f"https://{SITE}/") == f"200 hello {SITE}"


def test_an_allowed_host_that_does_not_resolve_is_unreachable_not_refused(public: Lab) -> None:
    public.egress.switch("build", network("gone.invalid"))
    assert public.get("https://gone.invalid/") in {"ENOTFOUND", "EAI_AGAIN"}
    assert contact(public, "gone.invalid").outcome == "unreachable"


def test_a_host_that_does_not_answer_is_unreachable(public: Lab) -> None:
    public.egress.switch("build", network(SITE, port=8444))
    assert public.get(f"http://{SITE}:8444/").startswith("502")
    assert contact(public, SITE, port=8444).outcome == "unreachable"


def test_no_address_can_be_reached_by_number(public: Lab) -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        threading.Thread(target=_accept, args=(server,), daemon=True).start()
        port = server.getsockname()[1]
        targets = [(address, port) for address in _addresses_of_this_machine()]
        targets += [("169.254.169.254", 80), ("198.51.100.1", 443), ("172.17.0.1", port)]
        public.egress.switch("build", network(mode="open"))
        told = public.run(
            f"for (const [host, port] of {[list(each) for each in targets]})"
            " require('net').connect({ host, port }, () => { console.log('OPEN', host); process.exit() })"
            ".on('error', e => console.log(e.code))"
        )
    assert set(told.split()) == {"ENETUNREACH"}


def _accept(server: socket.socket) -> None:
    try:
        while True:
            server.accept()[0].close()
    except OSError:
        return


def _addresses_of_this_machine() -> set[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("198.51.100.200", 9))
        return {str(probe.getsockname()[0])}


def test_the_step_has_no_interface_but_loopback(public: Lab) -> None:
    assert public.run("console.log(Object.keys(require('os').networkInterfaces()).join())") == "lo"


def test_two_hundred_connections_at_once(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    told = public.run(
        f"let n = 0; for (let i = 0; i < 200; i++) require('https').get('https://{SITE}/', {{ ca, agent: false }},"
        " r => r.resume().on('end', () => { if (++n === 200) console.log(n) })).on('error', e => console.log(e.code))"
    )
    assert told == "200"
    assert contact(public, SITE, phase="build", port=443).count >= 200


def test_malformed_greetings_and_lookups_kill_nothing(public: Lab) -> None:
    public.egress.switch("build", network(SITE))
    told = public.run(
        """
        const crypto = require('crypto'), net = require('net'), dgram = require('dgram')
        const heads = [[22, 3, 1, 255, 255, 1, 255, 255, 255], [22, 3, 1, 0, 4, 1, 0, 0, 0], [71, 69, 84, 32], []]
        const udp = dgram.createSocket('udp4')
        const finish = (word) => { console.log(word); process.exit() }
        let left = 300
        for (let i = 0; i < 300; i++) {
          const bytes = Buffer.concat([Buffer.from(heads[i % 4]), crypto.randomBytes(i * 200)])
          const socket = net.connect(i % 3 ? 443 : 53, '127.0.0.1', () => socket.end(bytes))
          socket.on('error', () => {}).on('close', () => { if (--left === 0) setTimeout(finish, 200, 'done') }).resume()
          udp.send(bytes.subarray(0, 1400), 53, '127.0.0.1')
        }
        setTimeout(finish, 25000, 'slow')
        """
    )
    assert told == "done"
    assert public.get(f"https://{SITE}/").startswith("200")


def test_a_name_that_is_refused_never_leaves(public: Lab) -> None:
    """A tunnel in names: the sidecar's own name server would see them, so none may be in flight there."""
    public.egress.switch("build", network(SITE))
    public.run("for (let i = 0; i < 600; i++) require('dns').resolve(`${i}.secret.example.test`, () => {})")
    contacts = [c for c in public.egress.contacts() if c.host.endswith(".secret.example.test")]
    assert {c.outcome for c in contacts} == {"refused"}
    assert 400 < len(contacts) <= 500
    assert any(c.host == "(more hosts)" for c in public.egress.contacts())


def test_the_disk_meter_sees_what_a_build_hides(client: docker.DockerClient) -> None:
    reference = image(client)
    volume = client.volumes.create(f"{NAME}-disk", labels=LABELS)
    try:
        with Egress(client, reference, f"{NAME}-disk-egress", LABELS, watch={"work": volume.name}) as egress:
            egress.ready()
            client.containers.run(
                reference,
                [
                    "sh",
                    "-c",
                    "mkdir /w/a && head -c 20000000 /dev/zero > /w/a/f && chown -R 10001 /w/a && chmod 0 /w/a",
                ],
                entrypoint=[],
                volumes={volume.name: {"bind": "/w", "mode": "rw"}},
                labels=LABELS,
                ulimits=LIMITS,
                remove=True,
            )
            assert _eventually(lambda: egress.disk().get("work", 0) > 19_000_000)
            assert egress.disk_free()["work"] > 0
    finally:
        volume.remove(force=True)


_HIDE = "mkdir /w/a && head -c 20000000 /dev/zero > /w/a/f && chown -R 10001 /w/a && chmod 0 /w/a"


def _eventually(condition: Any) -> bool:
    pause = threading.Event()
    for _ in range(100):
        if condition():
            return True
        pause.wait(0.1)
    return False


def test_a_company_proxy_is_used(client: docker.DockerClient, public: Lab) -> None:
    """The proxy stands where the site can't be looked up by the sidecar, so only CONNECT by name can work."""
    proxy = client.containers.create(
        image(client),
        ["node", "-e", _PROXY],
        entrypoint=[],
        labels=LABELS,
        ulimits=LIMITS,
        network=f"{NAME}-public-outside",
        environment={"SITE": SITE},
    )
    try:
        proxy.start()
        wait_for_output(proxy)
        proxy.reload()
        address = proxy.attrs["NetworkSettings"]["Networks"][f"{NAME}-public-outside"]["IPAddress"]
        url = f"http://user:secret@{address}:3128"
        with Egress(
            client, image(client), f"{NAME}-proxied", LABELS, proxy=url, outside=f"{NAME}-public-outside"
        ) as egress:
            egress.switch("build", network("hidden.example.test"))
            told = client.containers.run(
                image(client),
                ["node", "-e", _GET_HIDDEN],
                entrypoint=[],
                labels=LABELS,
                ulimits=LIMITS,
                remove=True,
                **egress.step_settings(),
            )
            assert told.decode().strip() == "hello hidden.example.test"
            assert [(c.host, c.port, c.outcome) for c in egress.contacts()] == [("hidden.example.test", 80, "reached")]
    finally:
        proxy.remove(force=True)


_GET_HIDDEN = "require('http').get('http://hidden.example.test/', r => r.on('data', d => console.log(String(d))))"
_PROXY = """
const net = require('net')
const server = require('http').createServer()
server.on('connect', (request, client, head) => {
  const expected = 'Basic ' + Buffer.from('user:secret').toString('base64')
  if (request.headers['proxy-authorization'] !== expected) return client.end('HTTP/1.1 407 No\\r\\n\\r\\n')
  const site = net.connect(80, process.env.SITE, () => {
    client.write('HTTP/1.1 200 OK\\r\\n\\r\\n')
    site.write(head)
    client.pipe(site).pipe(client)
  })
})
server.listen(3128, () => console.log('ready'))
"""


def test_nothing_is_left_after_it_closes(client: docker.DockerClient) -> None:
    name = f"{NAME}-closed"
    with Egress(client, image(client), name, LABELS) as egress:
        egress.ready()
        containers = client.containers.list(filters={"name": name})
        assert len(containers) == 2
        for each in containers:
            assert each.attrs["HostConfig"]["CapAdd"] in (None, [])
            assert each.attrs["HostConfig"]["Privileged"] is False
    assert client.containers.list(all=True, filters={"name": name}, ignore_removed=True) == []
    assert client.volumes.list(filters={"name": name}) == []


def test_the_containers_end_by_themselves_when_we_are_gone(client: docker.DockerClient) -> None:
    name = f"{NAME}-orphan"
    egress = Egress(client, image(client), name, LABELS)
    try:
        egress.ready()
        assert egress._attachment is not None
        egress._attachment.close()
        assert _eventually(lambda: client.containers.list(all=True, filters={"name": name}, ignore_removed=True) == [])
        with pytest.raises(EngineError):
            egress.contacts()
    finally:
        egress.close()


@pytest.mark.parametrize("victim", ["", "-gate"])
def test_a_network_that_broke_is_the_engines_trouble_not_the_projects(client: docker.DockerClient, victim: str) -> None:
    name = f"{NAME}-killed{len(victim)}"
    with Egress(client, image(client), name, LABELS) as egress:
        egress.switch("build", network(SITE))
        assert egress.contacts() == ()
        client.containers.get(f"{name}{victim}").kill()
        assert _eventually(lambda: _broke(egress))
    assert client.volumes.list(filters={"name": name}) == []


def _broke(egress: Egress) -> bool:
    try:
        egress.contacts()
    except EngineError:
        return True
    return False


def test_a_daemon_that_can_not_do_it_is_an_engine_error(client: docker.DockerClient) -> None:
    egress = Egress(client, "buildcheck.invalid/no-such-image", f"{NAME}-broken", LABELS)
    with egress, pytest.raises(EngineError):
        egress.ready()
    assert client.volumes.list(filters={"name": f"{NAME}-broken"}) == []
