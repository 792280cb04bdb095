"""LDAP."""

from .talk import as_bytes, conversation


def tlv(tag, *parts):
    data = b"".join(as_bytes(p) for p in parts)
    size = bytes([len(data)]) if len(data) < 128 else b"\x82" + len(data).to_bytes(2, "big")
    return bytes([tag]) + size + data


def number(value, tag=2):
    return tlv(tag, value.to_bytes(max(1, (value.bit_length() + 8) // 8), "big"))


def text(value, tag=4):
    return tlv(tag, value)


def message(number_of_it, operation, *controls):
    tail = tlv(0xA0, *controls) if controls else b""
    return tlv(0x30, number(number_of_it), operation, tail)


def result(tag, code, matched="", told="", *more):
    return tlv(tag, number(code, 10), text(matched), text(told), *more)


def attribute(name, *values):
    return tlv(0x30, text(name), tlv(0x31, *[text(v) for v in values]))


def compare(tag, name, value):
    return tlv(tag, text(name), text(value))


BASE = "dc=example,dc=org"
ADA = "cn=Ada,ou=people," + BASE
PAGED = tlv(0x30, text("1.2.840.113556.1.4.319"), tlv(1, b"\xff"), text(tlv(0x30, number(100), text(""))))
PAGED_DONE = tlv(0x30, text("1.2.840.113556.1.4.319"), text(tlv(0x30, number(0), text("next"))))
START_TLS = "1.3.6.1.4.1.1466.20037"


@conversation("tcp", 389)
def ldap(t):
    t.c(message(1, tlv(0x60, number(3), text("cn=admin," + BASE), text("secret", 0x80))))
    t.s(message(1, result(0x61, 0)))
    everything = tlv(
        0xA0,
        compare(0xA3, "objectClass", "person"),
        tlv(0xA1, compare(0xA5, "uidNumber", "1000"), compare(0xA6, "uidNumber", "99"), compare(0xA8, "sn", "Luv")),
        tlv(0xA2, text("nsRole", 0x87)),
        tlv(0xA4, text("cn"), tlv(0x30, text("A", 0x80), text("d", 0x81), text("a", 0x82))),
        tlv(0xA9, text("2.5.13.2", 0x81), text("cn", 0x82), text("ada", 0x83), tlv(0x84, b"\xff")),
    )
    search = tlv(
        0x63, text(BASE), number(2, 10), number(3, 10), number(10), number(30), tlv(1, b"\0"), everything,
        tlv(0x30, text("cn"), text("mail")),
    )
    t.c(message(2, search, PAGED))
    t.s(
        message(2, tlv(0x64, text(ADA), tlv(0x30, attribute("cn", "Ada"), attribute("mail", "ada@example.org", "a@example.org")))),
        message(2, tlv(0x73, text("ldap://other.example.org/" + BASE))),
    )
    t.s(message(2, result(0x65, 0), PAGED_DONE))
    root = tlv(0x63, text(""), number(0, 10), number(0, 10), number(0), number(0), tlv(1, b"\xff"), text("objectClass", 0x87), tlv(0x30))
    t.c(message(3, root))
    t.s(message(3, tlv(0x64, text(""), tlv(0x30, attribute("jpegPhoto", b"\xff\xd8\xff\xe0"), attribute("empty")))), message(3, result(0x65, 0)))
    changes = tlv(
        0x30,
        tlv(0x30, number(0, 10), attribute("mail", "new@example.org")),
        tlv(0x30, number(1, 10), attribute("description")),
        tlv(0x30, number(2, 10), attribute("sn", "Lovelace")),
    )
    t.c(message(4, tlv(0x66, text(ADA), changes)))
    t.s(message(4, result(0x67, 0)))
    t.c(message(5, tlv(0x68, text("cn=Bob," + BASE), tlv(0x30, attribute("objectClass", "top", "person"), attribute("sn", "B")))))
    t.s(message(5, result(0x69, 32, BASE, "no such parent")))
    t.c(message(6, text("cn=Bob," + BASE, 0x4A)))
    t.s(message(6, result(0x6B, 50, "", "not allowed")))
    t.c(message(7, tlv(0x6C, text(ADA), text("cn=Ada King"), tlv(1, b"\xff"), text("ou=nobility," + BASE, 0x80))))
    t.s(message(7, result(0x6D, 10, "", "", tlv(0xA3, text("ldap://b.example.org/")))))
    t.c(message(8, tlv(0x6E, text(ADA), compare(0x30, "sn", "Lovelace"))))
    t.s(message(8, result(0x6F, 6)))
    t.c(message(9, search), message(10, number(9, 0x50)))
    t.c(message(11, tlv(0x77, text("1.3.6.1.4.1.4203.1.11.3", 0x80))))
    t.s(message(11, result(0x78, 0, "", "", text("dn:cn=admin," + BASE, 0x8B))))
    t.c(message(12, tlv(0x77, text("1.2.3.4", 0x80), text(b"\x01\x02", 0x81))))
    t.s(message(12, tlv(0x79, text("1.2.3.5", 0x80), text(b"\x03", 0x81))), message(12, result(0x78, 2, "", "unknown", text("1.2.3.4", 0x8A))))
    t.c(message(13, tlv(0x60, number(3), text(""), tlv(0xA3, text("PLAIN"), text("\0admin\0secret")))))
    t.s(message(13, result(0x61, 14, "", "", text("more", 0x87))))
    t.c(message(14, tlv(0x42)))
    t.close()


@conversation("tcp", 389)
def ldap_starttls(t):
    t.c(message(1, tlv(0x77, text(START_TLS, 0x80))))
    t.s(message(1, result(0x78, 0, "", "", text(START_TLS, 0x8A))))
    inside = t.tls()
    inside.c(message(2, tlv(0x60, number(3), text("cn=admin," + BASE), text("secret", 0x80))))
    inside.s(message(2, result(0x61, 0)))
    inside.c(message(3, tlv(0x42)))
    t.close()


@conversation("udp", 389)
def cldap(t):
    asked = tlv(0xA0, compare(0xA3, "DnsDomain", "example.org"), compare(0xA3, "NtVer", b"\x06\0\0\0"))
    t.c(message(1, tlv(0x63, text(""), number(0, 10), number(0, 10), number(0), number(0), tlv(1, b"\0"), asked, tlv(0x30, text("netlogon")))))
    t.s(message(1, tlv(0x64, text(""), tlv(0x30, attribute("supportedLDAPVersion", "3")))), message(1, result(0x65, 0)))
