"""XMPP."""

from .talk import conversation

XML = "<?xml version='1.0'?>"
OPENS = XML + "<stream:stream to='example.org' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
OPENED = XML + "<stream:stream from='example.org' id='s1' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
MECHANISMS = "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-1</mechanism></mechanisms>"
TLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
BIND = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"


@conversation("tcp", 5222)
def xmpp(t):
    t.c(OPENS)
    t.s(OPENED, "<stream:features>", MECHANISMS, "</stream:features>")
    t.c("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>biwsbj1hZGE=</auth>")
    t.s("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>cj1mMQ==</challenge>")
    t.c("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>Yz1iaXdz</response>")
    t.s("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    t.c(OPENS)
    t.s(OPENED, "<stream:features>", BIND, "</bind><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></stream:features>")
    t.c("<iq type='set' id='b1'>", BIND, "<resource>home</resource></bind></iq>")
    t.s("<iq type='result' id='b1'>", BIND, "<jid>ada@example.org/home</jid></bind></iq>")
    t.c("<iq type='get' id='r1'><query xmlns='jabber:iq:roster'/></iq>")
    t.s("<iq type='result' id='r1' to='ada@example.org/home'><query xmlns='jabber:iq:roster'><item jid='bob@example.org' name='Bob' subscription='both'><group>Friends</group></item></query></iq>")
    t.c("<presence><show>away</show><status>thinking</status><priority>5</priority></presence>")
    t.c("<message to='bob@example.org' type='chat' id='m1'><body>2 &lt; 3</body><active xmlns='http://jabber.org/protocol/chatstates'/></message>")
    t.s("<message from='bob@example.org/x' to='ada@example.org' type='chat'><subject>re</subject><thread>t1</thread><body>yes", " it is</body></message>")
    t.c("<iq type='get' id='p1' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>", " ")
    t.s("<iq type='error' id='p1' from='example.org'><error type='cancel' code='503'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>no</text></error></iq>")
    t.c("</stream:stream>")
    t.s("</stream:stream>")
    t.close()


@conversation("tcp", 5222)
def xmpp_starttls(t):
    t.c(OPENS)
    t.s(OPENED, "<stream:features>", TLS.replace("/>", "><required/></starttls>"), MECHANISMS, "</stream:features>")
    t.c(TLS)
    t.s("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    inside = t.tls()
    inside.c(OPENS)
    inside.s(OPENED, "<stream:features>", MECHANISMS, "</stream:features>")
    inside.c("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFkYQBzZWNyZXQ=</auth>")
    inside.s("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/><text>go away</text></failure>")
    inside.s("</stream:stream>")
    t.close()
