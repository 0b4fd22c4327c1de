#!/usr/bin/env bash
# Provides a Docker engine, and a Podman socket where Podman is there, for the tests that need one.
#
#   usage: tests/provide_engine.sh            does what is needed and says what it did
#          . tests/provide_engine.sh          the same, and sets BUILDCHECK_TEST_PODMAN in the calling shell
#
# Where a daemon answers already, nothing is changed. Elsewhere it installs and starts one only as root on Debian, and
# only when CI or BUILDCHECK_PROVIDE_ENGINE=1 is set: nobody else wants a test run to install a daemon.
# Exit code: 0 with an engine, 1 when one should have been provided and could not, 0 with advice where it may not be.
#
# DOCKER_HOST=unix://… names another socket to provide. PROVIDE_* serve to try this script beside a running daemon.

provide_engine() (
    set -euo pipefail

    state=${PROVIDE_STATE:-/var/lib/buildcheck-engine}
    host=${DOCKER_HOST:-unix:///var/run/docker.sock}
    docker_socket=${host#unix://}
    docker_pidfile=${PROVIDE_DOCKER_PIDFILE:-/var/run/docker.pid}
    docker_exec_root=${PROVIDE_DOCKER_EXEC_ROOT:-/var/run/docker}
    docker_options=${PROVIDE_DOCKER_OPTIONS:-}
    podman_socket=${PROVIDE_PODMAN_SOCKET:-/run/buildcheck-podman.sock}
    wait_seconds=60

    say() { echo "engine: $*" >&2; }

    # The daemon's answer to a ping, through its socket: needs neither the docker CLI nor curl.
    answers() {
        [ -S "$1" ] && python3 - "$1" <<'PYTHON'
import socket
import sys

with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(5)
    try:
        connection.connect(sys.argv[1])
        connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n")
        sys.exit(b"200 OK" not in connection.recv(256))
    except OSError:
        sys.exit(1)
PYTHON
    }

    # The process in a pid file, but only when it is still the program it should be (pids are used again) and no zombie
    # (where nobody reaps, a killed daemon keeps its pid).
    alive() { # pidfile program
        local pid
        [ -s "$1" ] && pid=$(tr -dc 0-9 <"$1") && [ -n "$pid" ] &&
            grep -qsx "Name:[[:space:]]*$2" "/proc/$pid/status" && ! grep -qs "^State:[[:space:]]*Z" "/proc/$pid/status"
    }

    may_provide() {
        [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && [ -n "${CI:-}${BUILDCHECK_PROVIDE_ENGINE:-}" ]
    }

    install_missing() {
        local missing=()
        command -v dockerd >/dev/null || missing+=(docker.io)
        command -v iptables >/dev/null || missing+=(iptables)
        command -v debootstrap >/dev/null || missing+=(debootstrap)
        command -v docker-registry >/dev/null || missing+=(docker-registry)
        command -v npm >/dev/null || missing+=(npm)
        command -v podman >/dev/null || missing+=(podman runc netavark aardvark-dns)
        [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
        [ ${#missing[@]} = 0 ] && return 0
        say "installing ${missing[*]}"
        # policy-rc.d keeps the packages from starting services of their own: we start the daemon, with our log.
        local policy=/usr/sbin/policy-rc.d made=
        [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy && made=1; }
        local failed=
        apt-get update -qq >&2 || failed=1
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >&2 || failed=1
        [ -z "$made" ] || rm -f $policy
        [ -z "$failed" ] || { say "apt-get failed, see above"; return 1; }
    }

    # What a dockerd that was killed leaves behind keeps the next one from starting: its pid file, and a containerd of
    # its own that still holds the state folder.
    remove_stale() {
        local containerd_pid=$docker_exec_root/containerd/containerd.pid
        if ! alive "$docker_pidfile" dockerd; then
            rm -f "$docker_pidfile"
            if alive "$containerd_pid" containerd; then
                say "ending the containerd of an earlier dockerd"
                kill "$(tr -dc 0-9 <"$containerd_pid")" 2>/dev/null || true
                for _ in $(seq 50); do alive "$containerd_pid" containerd || break; sleep 0.2; done
            fi
            rm -f "$containerd_pid" "$docker_exec_root/containerd/containerd.sock"
        fi
    }

    wait_for() { # socket log name
        local waited
        for waited in $(seq $((wait_seconds * 2))); do
            answers "$1" && { say "$3 answers on $1 after $((waited / 2)) s"; return 0; }
            sleep 0.5
        done
        say "$3 does not answer on $1 after $wait_seconds s; the end of $2:"
        tail -n 25 "$2" >&2
        return 1
    }

    start_docker() {
        mkdir -p "$state"
        remove_stale
        say "starting dockerd, log in $state/dockerd.log"
        # shellcheck disable=SC2086 # the options are words
        cd "$state"
        setsid dockerd -H "unix://$docker_socket" --pidfile "$docker_pidfile" --exec-root "$docker_exec_root" \
            $docker_options </dev/null >"$state/dockerd.log" 2>&1 &
        wait_for "$docker_socket" "$state/dockerd.log" dockerd
    }

    start_podman() {
        mkdir -p "$state"
        say "starting Podman's service, log in $state/podman.log"
        rm -f "$podman_socket"
        # conmon writes a file `oom` into the folder the service was started in when a container runs out of memory.
        cd "$state"
        setsid podman system service --time=0 "unix://$podman_socket" </dev/null >"$state/podman.log" 2>&1 &
        wait_for "$podman_socket" "$state/podman.log" podman
    }

    advise() {
        say "no Docker engine answers, so the tests that need one are left out. To have one:"
        say "  start Docker Desktop, Colima, OrbStack, rootless Docker or Podman, or"
        say "  as root on Debian: BUILDCHECK_PROVIDE_ENGINE=1 make test"
    }

    if [ "$docker_socket" = "$host" ]; then
        say "DOCKER_HOST names $host; nothing to provide"
        return
    fi
    if answers "$docker_socket"; then
        say "a daemon answers on $docker_socket"
    elif [ -z "${DOCKER_HOST:-}" ] && command -v docker >/dev/null && docker version >/dev/null 2>&1; then
        say "a daemon answers through the docker CLI's context"
    elif may_provide; then
        install_missing || return 1
        start_docker || return 1
    else
        advise
        return
    fi
    if answers "$podman_socket"; then
        say "Podman answers on $podman_socket"
    elif may_provide && command -v podman >/dev/null; then
        start_podman || say "the tests against Podman are left out"
    fi
    [ ! -S "$podman_socket" ] || echo "BUILDCHECK_TEST_PODMAN=$podman_socket"
)

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    provide_engine
else
    provided=$(provide_engine) || return
    [ -z "$provided" ] || export "${provided?}"
fi
