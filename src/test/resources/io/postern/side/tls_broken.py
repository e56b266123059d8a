"""Shakes hands badly, in many ways that a client can, and prints what the proxy does: whether it said a hello, its alerts in clear, how
the connection ended, and what was logged of it.

Arguments: the proxy's port, its log and, for some cases only, a pattern of their names.
"""

import re
import socket
import struct
import sys
import time

PORT = int(sys.argv[1])
LOG = sys.argv[2]
PATIENCE = 60


def u8(n):
    return struct.pack("!B", n)


def u16(n):
    return struct.pack("!H", n)


def u24(n):
    return struct.pack("!I", n)[1:]


def v8(data):
    return u8(len(data)) + data


def v16(data):
    return u16(len(data)) + data


def record(kind, data, version=0x0301):
    return u8(kind) + u16(version) + v16(data)


def handshake(kind, data):
    return u8(kind) + u24(len(data)) + data


GROUPS = (10, v16(b"".join(map(u16, (0x1D, 0x17, 0x18)))))
POINTS = (11, v8(b"\0"))
SIGNATURES = (13, v16(b"".join(map(u16, (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501)))))
VERSIONS13 = (43, v8(u16(0x0304)))
MODES = (45, v8(b"\1"))
KEY = bytes([9] + [0] * 31)
SHARE = (51, v16(u16(0x1D) + v16(KEY)))
SUITES12 = (0xC02B, 0xC02F, 0xC02C, 0xC030)
SUITES13 = (0x1301, 0x1302, 0x1303)
USUAL12 = (GROUPS, POINTS, SIGNATURES)
USUAL13 = (GROUPS, SIGNATURES, VERSIONS13, MODES, SHARE)


def hello(version=0x0303, suites=SUITES12, extensions=USUAL12, session=b"", compression=b"\0", random=bytes(range(32)), tail=b"", raw=None):
    body = u16(version) + random + v8(session) + v16(b"".join(map(u16, suites))) + v8(compression)
    if raw is not None:
        body += raw
    elif extensions is not None:
        body += v16(b"".join(u16(k) + v16(d) for k, d in extensions))
    return handshake(1, body + tail)


def h12(**k):
    return record(22, hello(**k))


def h13(extensions=USUAL13, **k):
    return record(22, hello(suites=SUITES13, extensions=extensions, session=bytes(range(32)), **k))


def without(extensions, *kinds):
    return tuple(e for e in extensions if e[0] not in kinds)


def replaced(extensions, new):
    return tuple(new if e[0] == new[0] else e for e in extensions)


def alert(level, what, version=0x0303):
    return record(21, u8(level) + u8(what), version)


def old(version, suites=(0x2F, 0xC02F, 0x9C), session=0, challenge=16, first=0, tail=b""):
    """A hello in SSLv2's form."""
    specs = b"".join(u8(first) + u16(s) for s in suites) + tail
    body = b"\1" + u16(version) + u16(len(specs)) + u16(session) + u16(challenge) + specs + bytes(min(session, 40)) + bytes(16)
    return u16(0x8000 | len(body)) + body


ANSWER = "answer"  # wait for the proxy's flight
END = "end"  # shut down our half
CHANGE = record(20, b"\1", 0x0303)
CASES = {
    "fine 1.2, then end": [h12(), ANSWER, END],
    "fine 1.3, then end": [h13(), ANSWER, END],
    "SSLv2 hello": [b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" + bytes(37)],
    "SSLv2's form, 1.2": [old(0x0303), END],
    "SSLv2's form, 1.1": [old(0x0302)],
    "SSLv2's form, 1.0": [old(0x0301)],
    "SSLv2's form, SSLv3": [old(0x0300)],
    "SSLv2's form, 4.0": [old(0x0400)],
    "SSLv2's form, nothing shared": [old(0x0303, (0xFEFE,))],
    "SSLv2's form, suites of its own": [old(0x0303, (0x0080,), first=1)],
    "SSLv2's form, no suites": [old(0x0303, ())],
    "SSLv2's form, a piece of a suite": [old(0x0303, tail=b"\0")],
    "SSLv2's form, session of 33 bytes": [old(0x0303, session=33)],
    "SSLv2's form, wrong lengths": [old(0x0303, challenge=17)],
    "SSLv2's form, fallback": [old(0x0302, (0x2F, 0x5600))],
    "SSLv2's form, too short": [b"\x80\x08\1\3\3\0\0\0\0\0"],
    "SSLv2's form, cut": [old(0x0303)[:20], END],
    "SSLv2's form, another message": [b"\x80\x2e\2\3\3" + bytes(50)],
    "SSLv3 version": [record(22, hello(version=0x0300, extensions=None), 0x0300)],
    "version 1.0": [record(22, hello(version=0x0301))],
    "version 1.1": [record(22, hello(version=0x0302))],
    "version 2.0": [record(22, hello(version=0x0200))],
    "version 3.9 is 1.2": [record(22, hello(version=0x0309)), ANSWER, END],
    "record version 3.9": [record(22, hello(), 0x0309), ANSWER, END],
    "record version 2.0": [record(22, hello(), 0x0200)],
    "record version 4.0": [record(22, hello(), 0x0400)],
    "versions: only 1.0": [h13(replaced(USUAL13, (43, v8(u16(0x0301)))))],
    "versions: none known": [h13(replaced(USUAL13, (43, v8(u16(0x7F7F)))))],
    "versions: empty": [h13(replaced(USUAL13, (43, b"\0")))],
    "versions: broken": [h13(replaced(USUAL13, (43, b"\x05\x03")))],
    "no suites": [h12(suites=())],
    "odd length of suites": [record(22, handshake(1, u16(0x0303) + bytes(32) + b"\0" + v16(b"\xc0\x2b\xc0") + b"\1\0"))],
    "unknown suites": [h12(suites=(0xFEFE, 0xFEFD))],
    "anonymous suites": [h12(suites=(0xC018, 0xC019))],
    "null suites": [h12(suites=(0xC006, 0x0002))],
    "suites of 1.3 only, version 1.2": [h12(suites=SUITES13)],
    "suites of 1.2 only, version 1.3": [record(22, hello(suites=SUITES12, extensions=USUAL13, session=bytes(32)))],
    "no compression method": [h12(compression=b"")],
    "compression without null": [h12(compression=b"\1")],
    "compression with 1.3": [h13(compression=b"\1\0")],
    "session of 33 bytes": [h12(session=bytes(33))],
    "session of 32 bytes": [h12(session=bytes(32)), ANSWER, END],
    "no extensions": [h12(extensions=None), ANSWER, END],
    "no signatures 1.2": [h12(extensions=without(USUAL12, 13)), ANSWER, END],
    "no groups 1.2": [h12(extensions=without(USUAL12, 10)), ANSWER, END],
    "unknown groups 1.2": [h12(extensions=replaced(USUAL12, (10, v16(u16(0x7777)))))],
    "empty groups 1.2": [h12(extensions=replaced(USUAL12, (10, v16(b""))))],
    "unknown signatures 1.2": [h12(extensions=replaced(USUAL12, (13, v16(u16(0x7777)))))],
    "empty signatures 1.2": [h12(extensions=replaced(USUAL12, (13, v16(b""))))],
    "odd signatures 1.2": [h12(extensions=replaced(USUAL12, (13, v16(b"\4"))))],
    "sha1 signatures only 1.2": [h12(extensions=replaced(USUAL12, (13, v16(b"\2\1\2\3")))), ANSWER, END],
    "points without uncompressed": [h12(extensions=replaced(USUAL12, (11, v8(b"\1")))), ANSWER, END],
    "extensions cut": [h12(raw=v16(u16(10) + u16(50) + b"\0\2\0\x1d"))],
    "extensions too long": [h12(raw=u16(500) + b"\0\0")],
    "bytes behind the extensions": [h12(tail=b"\1\2\3")],
    "an extension twice": [h12(extensions=USUAL12 + (GROUPS,))],
    "an unknown extension twice": [h12(extensions=USUAL12 + ((0x7777, b""), (0x7777, b""))), ANSWER, END],
    "an extension of DTLS": [h12(extensions=USUAL12 + ((14, b"\0\2\0\1\0"),))],
    "an extension of servers": [h12(extensions=USUAL12 + ((0xFDE8, b""),)), ANSWER, END],
    "padding twice": [h12(extensions=USUAL12 + ((21, b""), (21, b"\0")))],
    "SRP user broken": [h12(extensions=USUAL12 + ((12, b"\x09a"),))],
    "SRP user broken 1.3": [h13(extensions=USUAL13 + ((12, b"\x09a"),)), ANSWER, END],
    "hello cut, then end": [h12()[:60], END],
    "hello in two records": [record(22, hello()[:40]), record(22, hello()[40:]), ANSWER, END],
    "hello byte by byte": [h12()[i:i + 1] for i in range(len(h12()))] + [ANSWER, END],
    "empty handshake record": [record(22, b""), END],
    "empty record then hello": [record(22, b""), h12(), ANSWER, END],
    "hello of length 0": [record(22, handshake(1, b""))],
    "hello of 1 byte": [record(22, handshake(1, b"\3"))],
    "hello too large": [record(22, u8(1) + u24(0x100000) + bytes(100))],
    "record of 17 k": [u8(22) + u16(0x0301) + u16(17000) + bytes(100)],
    "record of 64 k": [u8(22) + u16(0x0301) + u16(65535) + bytes(100)],
    "another message first: finished": [record(22, handshake(20, bytes(12)))],
    "another message first: client key exchange": [record(22, handshake(16, bytes(33)))],
    "another message first: server hello": [record(22, handshake(2, bytes(40)))],
    "another message first: hello request": [record(22, handshake(0, b""))],
    "another message first: unknown": [record(22, handshake(99, bytes(4)))],
    "change cipher spec first": [record(20, b"\1")],
    "heartbeat first": [record(24, b"\1\0\1a" + bytes(16))],
    "unknown record first": [record(99, b"abc")],
    "sni": [h12(extensions=USUAL12 + ((0, v16(b"\0" + v16(b"mail.example.org"))),)), ANSWER, END],
    "sni empty": [h12(extensions=USUAL12 + ((0, b""),)), ANSWER, END],
    "sni empty name": [h12(extensions=USUAL12 + ((0, v16(b"\0" + v16(b""))),)), ANSWER, END],
    "sni with NUL": [h12(extensions=USUAL12 + ((0, v16(b"\0" + v16(b"a\0b"))),))],
    "sni of 300": [h12(extensions=USUAL12 + ((0, v16(b"\0" + v16(b"a" * 300))),))],
    "sni of another type": [h12(extensions=USUAL12 + ((0, v16(b"\1" + v16(b"abc"))),))],
    "alpn empty": [h12(extensions=USUAL12 + ((16, v16(b"")),))],
    "alpn empty name": [h12(extensions=USUAL12 + ((16, v16(v8(b""))),))],
    "alpn broken": [h12(extensions=USUAL12 + ((16, v16(b"\x09abc")),))],
    "alpn other 1.2": [h12(extensions=USUAL12 + ((16, v16(v8(b"h2"))),))],
    "alpn other 1.3": [h13(USUAL13 + ((16, v16(v8(b"h2"))),))],
    "fallback from 1.2": [h12(suites=SUITES12 + (0x5600,))],
    "fallback from 1.1": [record(22, hello(version=0x0302, suites=SUITES12 + (0x5600,)))],
    "renegotiation info not empty": [h12(extensions=USUAL12 + ((0xFF01, v8(bytes(12))),))],
    "renegotiation info broken": [h12(extensions=USUAL12 + ((0xFF01, b"\5a"),))],
    "renegotiation scsv": [h12(suites=SUITES12 + (0x00FF,)), ANSWER, END],
    "fragment length": [h12(extensions=USUAL12 + ((1, b"\1"),)), ANSWER, END],
    "fragment length unknown": [h12(extensions=USUAL12 + ((1, b"\x09"),)), ANSWER, END],
    "record size limit": [h13(USUAL13 + ((28, u16(512)),)), ANSWER, END],
    "status request": [h12(extensions=USUAL12 + ((5, b"\1\0\0\0\0"),)), ANSWER, END],
    "status request broken": [h12(extensions=USUAL12 + ((5, b"\1\0"),)), ANSWER, END],
    "extended master secret broken": [h12(extensions=USUAL12 + ((23, b"a"),))],
    "ticket nonsense": [h12(extensions=USUAL12 + ((35, bytes(100)),)), ANSWER, END],
    "1.3 without key share": [h13(without(USUAL13, 51))],
    "1.3 without groups": [h13(without(USUAL13, 10))],
    "1.3 without signatures": [h13(without(USUAL13, 13))],
    "1.3 unknown groups": [h13(replaced(replaced(USUAL13, (10, v16(u16(0x7777)))), (51, v16(u16(0x7777) + v16(KEY)))))],
    "1.3 unknown signatures": [h13(replaced(USUAL13, (13, v16(u16(0x7777)))))],
    "1.3 share not in groups": [h13(replaced(USUAL13, (51, v16(u16(0x19) + v16(bytes(133)))))), ANSWER, END],
    "1.3 share of wrong length": [h13(replaced(USUAL13, (51, v16(u16(0x1D) + v16(bytes(31))))))],
    "1.3 share broken": [h13(replaced(USUAL13, (51, v16(u16(0x1D) + u16(90) + bytes(32)))))],
    "1.3 share twice": [h13(replaced(USUAL13, (51, v16((u16(0x1D) + v16(KEY)) * 2)))), ANSWER, END],
    "1.3 share of zeros": [h13(replaced(USUAL13, (51, v16(u16(0x1D) + v16(bytes(32))))))],
    "1.3 share empty, end after retry": [h13(replaced(USUAL13, (51, v16(b"")))), ANSWER, END],
    "1.3 retry, the same hello again": [h13(replaced(USUAL13, (51, v16(b"")))), ANSWER, h13(replaced(USUAL13, (51, v16(b""))))],
    "1.3 psk not last": [h13(((41, v16(v16(bytes(8)) + bytes(4)) + v16(v8(bytes(32)))),) + USUAL13)],
    "1.3 psk nonsense": [h13(USUAL13 + ((41, v16(v16(bytes(8)) + bytes(4)) + v16(v8(bytes(32)))),)), ANSWER, END],
    "1.3 psk without modes": [h13(without(USUAL13, 45) + ((41, v16(v16(bytes(8)) + bytes(4)) + v16(v8(bytes(32)))),))],
    "1.3 psk without binder": [h13(USUAL13 + ((41, v16(v16(bytes(8)) + bytes(4)) + v16(b"")),)), ANSWER, END],
    "1.3 early data without psk": [h13(USUAL13 + ((42, b""),)), ANSWER, END],
    "1.3 cookie": [h13(USUAL13 + ((44, v16(b"abc")),)), ANSWER, END],
    "1.3 in clear behind the hello": [h13(), ANSWER, record(22, handshake(20, bytes(32)), 0x0303)],
    "1.3 nonsense behind the hello": [h13(), ANSWER, record(23, bytes(40), 0x0303)],
    "1.3 change cipher spec twice": [h13(), ANSWER, record(20, b"\1", 0x0303) * 2, END],
    "1.3 change cipher spec of 2": [h13(), ANSWER, record(20, b"\2", 0x0303)],
    "1.3 many change cipher specs": [h13(), ANSWER, record(20, b"\1", 0x0303) * 40],
    "1.3 empty data record": [h13(), ANSWER, record(23, b"", 0x0303)],
    "1.3 two hellos in a row": [h13() + h13()],
    "1.2 two hellos": [h12(), ANSWER, h12()],
    "1.2 data behind the hello": [h12(), ANSWER, record(23, bytes(40), 0x0303)],
    "1.2 change cipher spec too early": [h12(), ANSWER, record(20, b"\1", 0x0303)],
    "1.2 finished too early": [h12(), ANSWER, record(22, handshake(20, bytes(12)), 0x0303)],
    "1.2 key exchange of zeros": [h12(), ANSWER, record(22, handshake(16, v8(bytes(32))), 0x0303)],
    "1.2 key exchange empty": [h12(), ANSWER, record(22, handshake(16, b""), 0x0303)],
    "1.2 key exchange too long": [h12(), ANSWER, record(22, handshake(16, v8(KEY) + b"more"), 0x0303)],
    "1.2 bad finished": [h12(), ANSWER, record(22, handshake(16, v8(KEY)), 0x0303) + record(20, b"\1", 0x0303) + record(22, bytes(40), 0x0303)],
    "1.2 short finished": [h12(), ANSWER, record(22, handshake(16, v8(KEY)), 0x0303) + record(20, b"\1", 0x0303) + record(22, bytes(4), 0x0303)],
    "1.2 finished in clear": [h12(), ANSWER, record(22, handshake(16, v8(KEY)), 0x0303) + record(22, handshake(20, bytes(12)), 0x0303)],
    "1.2 certificate unasked": [h12(), ANSWER, record(22, handshake(11, u24(0)), 0x0303)],
    "1.2 record version 3.1 later": [h12(), ANSWER, record(22, handshake(16, v8(KEY)), 0x0301), END],
    "1.2 record version 2.0 later": [h12(), ANSWER, record(22, handshake(16, v8(KEY)), 0x0200)],
    "1.2 http later": [h12(), ANSWER, b"GET / HTTP/1.0\r\n\r\n"],
    "1.2 record of 20 k later": [h12(), ANSWER, u8(22) + u16(0x0303) + u16(20000) + bytes(100)],
    "1.2 unknown record later": [h12(), ANSWER, record(99, b"abc", 0x0303)],
    "1.2 heartbeat later": [h12(), ANSWER, record(24, b"\1\0\1a" + bytes(16), 0x0303)],
    "1.2 alert of 1 byte": [h12(), ANSWER, record(21, b"\1", 0x0303)],
    "1.2 alert of 3 bytes": [h12(), ANSWER, record(21, b"\1\0\0", 0x0303)],
    "1.2 alert of level 3": [h12(), ANSWER, alert(3, 40)],
    "1.2 warning close": [h12(), ANSWER, alert(1, 0)],
    "1.2 warning cancelled": [h12(), ANSWER, alert(1, 90), END],
    "1.2 warning no certificate": [h12(), ANSWER, alert(1, 41), END],
    "1.2 warning no renegotiation": [h12(), ANSWER, alert(1, 100), END],
    "1.2 warnings without end": [h12(), ANSWER, alert(1, 90) * 8],
    "1.3 warning close": [h13(), ANSWER, alert(1, 0)],
    "1.3 warning cancelled": [h13(), ANSWER, alert(1, 90), END],
    # what a client says against our certificate comes in one flight with its change cipher spec
    "1.3 change cipher spec and fatal 42": [h13(), ANSWER, CHANGE + alert(2, 42), END],
    "1.3 change cipher spec and fatal 200": [h13(), ANSWER, CHANGE + alert(2, 200), END],
    "1.3 change cipher spec and warning close": [h13(), ANSWER, CHANGE + alert(1, 0)],
    "1.3 change cipher spec and warning cancelled": [h13(), ANSWER, CHANGE + alert(1, 90), END],
    "1.3 change cipher spec and in clear": [h13(), ANSWER, CHANGE + record(22, handshake(20, bytes(32)), 0x0303)],
    "1.3 change cipher spec and nonsense": [h13(), ANSWER, CHANGE + record(23, bytes(40), 0x0303)],
    "1.3 change cipher spec and empty data record": [h13(), ANSWER, CHANGE + record(23, b"", 0x0303)],
    "1.3 change cipher spec and one of 2": [h13(), ANSWER, CHANGE + record(20, b"\2", 0x0303)],
    "1.3 change cipher spec 32 times and fatal 42": [h13(), ANSWER, CHANGE * 32 + alert(2, 42), END],
    "1.3 change cipher spec 33 times and fatal 42": [h13(), ANSWER, CHANGE * 33 + alert(2, 42), END],
    "alert warning first": [alert(1, 90)],
    "alert fatal first": [alert(2, 40)],
}
for number in (10, 20, 21, 22, 30, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 86, 90, 100, 109, 110, 111, 112, 113, 115, 116, 120, 200):
    CASES["1.2 fatal %d" % number] = [h12(), ANSWER, alert(2, number)]
    CASES["1.3 fatal %d" % number] = [h13(), ANSWER, alert(2, number), END]


class Wire:
    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", PORT))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(PATIENCE)
        self.have = b""
        self.end = None

    def more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            self.end = "reset"
            return
        if not data:
            self.end = "closed"
        self.have += data

    def records(self):
        at, found = 0, []
        while at + 5 <= len(self.have):
            size = struct.unpack("!H", self.have[at + 3:at + 5])[0]
            if at + 5 + size > len(self.have):
                break
            found.append((self.have[at], self.have[at + 5:at + 5 + size]))
            at += 5 + size
        return found

    def flight(self):
        """Up to the proxy's last message before it waits: server hello done, a retry, or something encrypted."""
        while not self.end:
            inside = b"".join(d for k, d in self.records() if k == 22)
            kinds = [k for k, d in self.records()]
            retry = inside[6:38] == bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
            if inside.endswith(b"\x0e\0\0\0") or retry or 23 in kinds or 21 in kinds:
                return
            self.more()


def play(steps):
    w = Wire()
    said = []
    try:
        for step in steps:
            if step is ANSWER:
                w.flight()
            elif step is END:
                w.socket.shutdown(socket.SHUT_WR)
            else:
                w.socket.sendall(step)
    except OSError as problem:
        said.append(type(problem).__name__)
    while not w.end:
        w.more()
    alerts = [d.hex() for k, d in w.records() if k == 21]
    spoke = "hello " if any(k == 22 for k, d in w.records()) else ""
    name = w.socket.getsockname()
    w.socket.close()
    return spoke + " ".join(alerts + said + [w.end]), name[1]


def logged(port):
    """The lines about the connection from that port of ours: there is one in the end."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with open(LOG, encoding="latin-1") as file:
            text = file.read()
        number = re.search(r"\*(\d+) client 127\.0\.0\.1:%d connected" % port, text)
        if number:
            lines = re.findall(r"\[(\w+)\] \S+: \*%s (?!client .* connected)(.*), client: .*\n" % number.group(1), text)
            if lines:
                return " / ".join(" ".join(line) for line in lines)
        time.sleep(0.01)
    return "nothing"


for name, steps in CASES.items():
    if len(sys.argv) < 4 or re.search(sys.argv[3], name):
        result, port = play(steps)
        print(f"{name}: {result} | {logged(port)}", flush=True)
