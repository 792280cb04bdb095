"""PostgreSQL and MySQL."""

import struct

from .talk import as_bytes, conversation


# ---- PostgreSQL -------------------------------------------------------------------------------


def pg(kind, *parts):
    data = b"".join(as_bytes(p) for p in parts)
    return as_bytes(kind) + struct.pack(">I", len(data) + 4) + data


def z(*texts):
    return b"".join(as_bytes(t) + b"\0" for t in texts)


def h(*numbers):
    return struct.pack(f">{len(numbers)}H", *numbers)


def i(*numbers):
    return struct.pack(f">{len(numbers)}i", *numbers)


STARTUP = pg("", h(3, 0), z("user", "ada", "database", "engines"), b"\0")
COLUMNS = pg("T", h(2), z("name"), i(16384), h(1), i(25), struct.pack(">hi", -1, -1), h(0), z("n"), i(0), h(0), i(23), struct.pack(">hi", 4, -1), h(1))
ROW = pg("D", h(2), i(6), "Engine", i(-1))
READY = pg("Z", "I")


@conversation("tcp", 5432)
def pgsql(t):
    t.c(pg("", i(80877103)))
    t.s("N")
    t.c(STARTUP)
    t.s(pg("R", i(10), z("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"), b"\0"))
    t.c(pg("p", z("SCRAM-SHA-256"), i(8), "n,,n=,r="))
    t.s(pg("R", i(11), "r=x,s=y,i=4096"))
    t.c(pg("p", "c=biws,r=x,p=z"))
    t.s(pg("R", i(12), "v=w"), pg("R", i(0)), pg("S", z("server_version", "16.4")), pg("K", i(4711), b"\x12\x34\x56\x78"), READY)
    t.c(pg("Q", z("select name, n from engines")))
    t.s(COLUMNS, ROW, pg("C", z("SELECT 1")), READY)
    t.c(pg("P", z("s1", "select $1"), h(1), i(23)), pg("B", z("p1", "s1"), h(1, 1), h(1), i(4), i(7), h(1, 1)), pg("D", "P", z("p1")), pg("E", z("p1"), i(10)), pg("S"))
    t.s(pg("1"), pg("2"), pg("t", h(1), i(23)), COLUMNS, ROW, pg("s"), pg("C", z("SELECT 1")), READY)
    t.c(pg("D", "S", z("s1")), pg("C", "S", z("s1")), pg("H"))
    t.s(pg("n"), pg("3"), pg("I"))
    t.c(pg("Q", z("copy engines from stdin")))
    t.s(pg("G", b"\0", h(2, 0, 0)))
    t.c(pg("d", "Engine\t1\n"), pg("c"))
    t.s(pg("C", z("COPY 1")), READY)
    t.c(pg("Q", z("copy engines to stdout")))
    t.s(pg("H", b"\0", h(1, 0)), pg("d", "Engine\n"), pg("c"), READY)
    t.c(pg("f", z("changed my mind")))
    t.c(pg("Q", z("oops")))
    t.s(pg("E", "S", z("ERROR"), "V", z("ERROR"), "C", z("42601"), "M", z("syntax error"), "D", z("detail"), "H", z("hint"), "P", z("1"), "W", z("where"), "F", z("scan.l"), "L", z("1180"), "R", z("scanner_yyerror"), b"\0"), READY)
    t.s(pg("N", "S", z("NOTICE"), "M", z("note"), b"\0"), pg("A", i(4711), z("channel", "payload")))
    t.c(pg("F", i(42), h(1, 1), h(1), i(2), b"\0\7", h(1)))
    t.s(pg("V", i(2), b"\0\7"), READY)
    t.c(pg("X"))
    t.close()
    t.begin("tcp", 5432)
    t.c(pg("", i(80877102, 4711), b"\x12\x34\x56\x78"))
    t.close()
    t.begin("tcp", 5432)
    t.c(STARTUP)
    t.s(pg("R", i(5), b"salt"))
    t.c(pg("p", z("md5d47dfe4b3c0e9cbf539949db664f528b")))
    t.s(pg("v", i(0), i(1), z("_pq_.x")))
    t.close()


@conversation("tcp", 5432)
def pgsql_starttls(t):
    t.c(pg("", i(80877103)))
    t.s("S")
    inside = t.tls()
    inside.c(STARTUP)
    inside.s(pg("R", i(0)), READY)
    inside.c(pg("Q", z("select 1")))
    inside.s(COLUMNS, ROW, pg("C", z("SELECT 1")), READY)
    inside.c(pg("X"))
    t.close()


# ---- MySQL ------------------------------------------------------------------------------------


def my(number, *parts):
    data = b"".join(as_bytes(p) for p in parts)
    return struct.pack("<I", len(data))[:3] + bytes([number]) + data


def lenenc(text):
    text = as_bytes(text)
    return bytes([len(text)]) + text


PLUGIN = "caching_sha2_password"
GREETING = my(0, b"\x0a", z("8.0.36"), struct.pack("<I", 77), "12345678", b"\0", struct.pack("<HBHH", 0xFFFF, 255, 2, 0xDFFF), bytes([21]), bytes(10), "abcdefghijkl", b"\0", z(PLUGIN))
CAPABILITIES = 0x19FFAA85  # 4.1, secure connection, plugin, attributes, deprecated EOF, database
LOGIN_HEAD = struct.pack("<IIB", CAPABILITIES & ~0x800 | 8, 1 << 24, 255) + bytes(23)
LOGIN = (
    LOGIN_HEAD, z("ada"), lenenc(bytes(range(32))), z("engines"), z(PLUGIN),
    lenenc(lenenc("_client_name") + lenenc("libmysql") + lenenc("_os") + lenenc("Linux")),
)
OK = b"\0\0\0" + struct.pack("<HH", 2, 0)


def column(name, kind):
    return lenenc("def") + lenenc("engines") + lenenc("e") + lenenc("engine") + lenenc(name) + lenenc(name) + b"\x0c" + struct.pack("<HIBHBH", 45, 80, kind, 1, 0, 0)


@conversation("tcp", 3306)
def mysql(t):
    t.s(GREETING)
    t.c(my(1, *LOGIN))
    t.s(my(2, b"\xfe", z("mysql_native_password"), "abcdefghijklmnopqrst", b"\0"))
    t.c(my(3, bytes(range(20))))
    t.s(my(4, OK))
    t.c(my(0, b"\x03\0\x01", "select name, n from engine"))
    t.s(my(1, b"\x02"), my(2, column("name", 253)), my(3, column("n", 3)), my(4, lenenc("Engine"), lenenc("7")), my(5, lenenc("None"), b"\xfb"), my(6, b"\xfe\0\0", struct.pack("<HH", 2, 0)))
    t.c(my(0, b"\x02engines"))
    t.s(my(1, OK))
    t.c(my(0, b"\x03\0\x01", "insert into engine values ('a', 1)"))
    t.s(my(1, b"\0\1\5", struct.pack("<HH", 2, 1)))
    t.c(my(0, b"\x03\0\x01", "oops"))
    t.s(my(1, b"\xff", struct.pack("<H", 1064), "#42000", "You have an error"))
    t.c(my(0, b"\x16", "select ?"))
    t.s(my(1, b"\0", struct.pack("<IHHBH", 1, 1, 1, 0, 0)), my(2, column("?", 253)), my(3, column("?", 253)))
    t.c(my(0, b"\x17", struct.pack("<IBI", 1, 0, 1), b"\0\1", b"\xfe\0", lenenc("x")))
    t.s(my(1, b"\x01"), my(2, column("?", 253)), my(3, b"\0\0", lenenc("x")), my(4, b"\xfe\0\0", struct.pack("<HH", 2, 0)))
    t.c(my(0, b"\x19", struct.pack("<I", 1)))
    t.c(my(0, b"\x0e"))
    t.s(my(1, OK))
    t.c(my(0, b"\x09"))
    t.s(my(1, "Uptime: 10  Threads: 1"))
    t.c(my(0, b"\x04", z("engine")))
    t.s(my(1, column("n", 3)), my(2, b"\xfe", struct.pack("<HH", 0, 2)))
    t.c(my(0, b"\x0c", struct.pack("<I", 5)))
    t.s(my(1, b"\xff", struct.pack("<H", 1094), "#HY000", "Unknown thread id: 5"))
    t.c(my(0, b"\x01"))
    t.close()


@conversation("tcp", 3306)
def mysql_starttls(t):
    t.s(GREETING)
    t.c(my(1, struct.pack("<IIB", CAPABILITIES | 0x800, 1 << 24, 255) + bytes(23)))
    inside = t.tls()
    inside.c(my(2, struct.pack("<IIB", CAPABILITIES | 0x808, 1 << 24, 255) + bytes(23), *LOGIN[1:]))
    inside.s(my(3, b"\x01\x03"), my(4, OK))
    inside.c(my(0, b"\x03\0\x01", "select 1"))
    inside.s(my(1, b"\x01"), my(2, column("1", 8)), my(3, lenenc("1")), my(4, b"\xfe\0\0", struct.pack("<HH", 2, 0)))
    inside.c(my(0, b"\x01"))
    t.close()
