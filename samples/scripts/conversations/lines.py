"""Protocols of lines: mail, files, terminals, Redis, telephony."""

from .talk import conversation


@conversation("tcp", 25)
def smtp(t):
    t.s("220 mx.example.org ESMTP\r\n")
    t.c("EHLO me.example.org\r\n")
    t.s("250-mx.example.org\r\n250-PIPELINING\r\n250 STARTTLS\r\n")
    t.c("MAIL FROM:<ada@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n")
    t.s("250 ok\r\n250 ok\r\n354 go ahead\r\n")
    t.c("Subject: hello\r\n\r\n", "A line.\r\n..\r\n", ".\r\n")
    t.s("250 queued as 1\r\n")
    t.c("NOOP\r\n")
    t.s("502 what?\r\n")
    t.c("AUTH LOGIN\r\n")
    t.s("334 VXNlcm5hbWU6\r\n")
    t.c("YWRh\r\n")
    t.s("334 UGFzc3dvcmQ6\r\n")
    t.c("c2VjcmV0\r\n")
    t.s("535 no\r\n")
    t.c("AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n")
    t.s("235 welcome\r\n")
    t.c("QUIT\r\n")
    t.s("221 bye\r\n")
    t.close()
    # In chunks (RFC 3030).
    t.begin("tcp", 25)
    t.s("220 mx.example.org ESMTP\r\n")
    t.c("EHLO me\r\n")
    t.s("250-mx\r\n250-PIPELINING\r\n250 CHUNKING\r\n")
    t.c("MAIL FROM:<ada@example.org>\r\nRCPT TO:<bob@example.org>\r\nBDAT 39\r\nFrom: ada@example.org\r\nSubject: one\r\n",
        "\r\nBDAT 13 LAST\r\nQUIT\r\n.\r\nno\r\n")
    t.s("250 ok\r\n250 ok\r\n250 39\r\n250 13\r\n")
    t.c("MAIL FROM:<ada@example.org>\r\nRCPT TO:<bob@example.org>\r\nBDAT 17\r\nSubject: two\r\n", "\r\na")
    t.s("250 ok\r\n250 ok\r\n250 17\r\n")
    t.c("BDAT 0 LAST\r\n")
    t.s("250 ok\r\n")
    t.c("QUIT\r\n")
    t.s("221 bye\r\n")
    t.close()


@conversation("tcp", 25)
def smtp_starttls(t):
    t.s("220 mx.example.org ESMTP\r\n")
    t.c("EHLO me\r\n")
    t.s("250-mx\r\n250 STARTTLS\r\n")
    t.c("STARTTLS\r\n")
    t.s("220 go\r\n")
    inside = t.tls()
    inside.c("EHLO me\r\n")
    inside.s("250 mx\r\n")
    inside.c("QUIT\r\n")
    inside.s("221 bye\r\n")
    t.close()


MAIL = (
    "Received: from a.example.org by mx.example.org; Tue, 14 Nov 2023 22:13:20 +0000\r\n"
    "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
    "From: \"Ada Lovelace\" <ada@example.org>\r\n"
    "To: Bob <bob@example.org>, carol@example.org\r\n"
    "Subject: plans\r\n for tomorrow\r\n"
    "Message-ID: <1@example.org>\r\n"
    "MIME-Version: 1.0\r\n"
    "X-Other: something\r\n"
)


@conversation("tcp", 25)
def imf(t):
    t.s("220 mx.example.org ESMTP\r\n")
    t.c("DATA\r\n")
    t.s("354 go ahead\r\n")
    mail = MAIL + "Content-Type: text/plain; charset=utf-8\r\n\r\nHello Bob,\r\n\r\nsee you.\r\n"
    t.c(mail[:300])
    t.c(mail[300:])
    t.c(".\r\n")
    t.s("250 queued\r\n")
    t.c("DATA\r\n")
    t.s("354 go ahead\r\n")
    t.c(MAIL, "Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n",
        "--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>hi</p>\r\n--b--\r\n.\r\n")
    t.s("250 queued\r\n")
    t.close()


@conversation("tcp", 143)
def imap(t):
    t.s("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")
    t.c("a1 LOGIN ada secret\r\n")
    t.s("a1 OK welcome\r\n")
    t.c("a2 SELECT INBOX\r\n")
    t.s("* 1 EXISTS\r\n* FLAGS (\\Seen)\r\na2 OK [READ-WRITE] done\r\n")
    t.c("a3 FETCH 1 BODY[TEXT]\r\n")
    t.s("* 1 FETCH (BODY[TEXT] {7}\r\nHello\r\n)\r\na3 OK done\r\n")
    mail = MAIL + "\r\nHello\r\n"
    t.c("a4 UID FETCH 2 BODY[]\r\n")
    t.s(f"* 2 FETCH (UID 2 BODY[] {{{len(mail)}}}\r\n{mail})\r\na4 OK done\r\n")
    t.c("a4 IDLE\r\n")
    t.s("+ idling\r\n")
    t.c("DONE\r\n")
    t.s("a4 OK\r\n")
    t.c("a5 LOGOUT\r\n")
    t.s("* BYE\r\na5 OK\r\n")
    t.close()


@conversation("tcp", 110)
def pop(t):
    t.s("+OK POP3 ready\r\n")
    t.c("USER ada\r\n")
    t.s("+OK\r\n")
    t.c("PASS secret\r\n")
    t.s("+OK 1 message\r\n")
    t.c("LIST\r\n")
    t.s("+OK\r\n1 120\r\n.\r\n")
    t.c("RETR 1\r\n")
    t.s("+OK 120 octets\r\nSubject: hello\r\n\r\nA line.\r\n.\r\n")
    t.c("DELE 9\r\n")
    t.s("-ERR no such message\r\n")
    t.c("QUIT\r\n")
    t.s("+OK bye\r\n")
    t.close()


@conversation("tcp", 21)
def ftp(t):
    t.s("220-Welcome\r\n220 ready\r\n")
    t.c("USER ada\r\n")
    t.s("331 password?\r\n")
    t.c("PASS secret\r\n")
    t.s("230 in\r\n")
    t.c("PASV\r\n")
    t.s("227 Entering Passive Mode (192,0,2,2,195,80)\r\n")
    t.c("PORT 192,0,2,1,195,81\r\n")
    t.s("200 ok\r\n")
    t.c("RETR notes.txt\r\n")
    t.s("550 no such file\r\n")
    t.c("QUIT\r\n")
    t.s("221 bye\r\n")
    t.close()


@conversation("tcp", 21)
def ftp_starttls(t):
    """A transfer that is announced inside TLS; behind CCC commands are in the clear again, and announce another."""
    t.s("220 ready\r\n")
    t.c("AUTH TLS\r\n")
    t.s("234 go on\r\n")
    inside = t.tls()

    def passive(port, command, text):
        kept = (t.ends, t.seq)
        t.begin("tcp", port)
        transfer = (t.ends, t.seq)
        t.ends, t.seq = kept
        command()
        kept = (t.ends, t.seq)
        t.ends, t.seq = transfer
        t.s(text)
        t.close()
        t.ends, t.seq = kept

    inside.c("USER ada\r\n")
    inside.s("230 in\r\n")
    inside.c("PASV\r\n")
    inside.s("227 Entering Passive Mode (192,0,2,2,195,80)\r\n")
    passive(50000, lambda: inside.c("RETR notes.txt\r\n"), "Announced inside TLS.\n")
    inside.s("226 done\r\n")
    inside.c("CCC\r\n")
    inside.s("200 in the clear from here\r\n")
    inside.close()
    t.c("PASV\r\n")
    t.s("227 Entering Passive Mode (192,0,2,2,195,82)\r\n")
    passive(50002, lambda: t.c("RETR list.txt\r\n"), "Announced in the clear.\n")
    t.s("226 done\r\n")
    t.close()


@conversation("tcp", 21, name="ftp-data")
def ftp_data(t):
    """What is transferred goes over connections that the control connection announces."""

    def control():
        t.ends, t.seq = kept

    t.s("220 ready\r\n")
    t.c("CWD /pub\r\n")
    t.s("250 ok\r\n")
    t.c("PASV\r\n")
    t.s("227 Entering Passive Mode (192,0,2,2,195,80)\r\n")
    kept = (t.ends, t.seq)
    t.begin("tcp", 50000)
    passive = (t.ends, t.seq)
    control()
    t.c("RETR notes.txt\r\n")
    t.s("150 here it comes\r\n")
    t.ends, t.seq = passive
    t.s("GET is a word.\nSo is this.\n")
    t.close()
    control()
    t.s("226 done\r\n")
    t.c("EPSV\r\n")
    t.s("229 Entering Extended Passive Mode (|||50002|)\r\n")
    t.c("STOR image.png\r\n")
    t.s("150 go on\r\n")
    t.begin("tcp", 50002)
    t.c(b"\x89PNG\r\n\x1a\n\0\0\0")
    t.close()
    control()
    t.s("226 done\r\n")
    t.c("PORT 192,0,2,1,195,83\r\n")
    t.s("200 ok\r\n")
    t.c("LIST\r\n")
    t.s("150 here it comes\r\n")
    t.begin("tcp", 50003, client="192.0.2.2", server="192.0.2.1", client_port=20)
    t.c("-rw-r--r-- 1 ada ada 27 Nov 23 notes.txt\r\n")
    t.close()
    control()
    t.s("226 done\r\n")
    t.close()


@conversation("tcp", 23)
def telnet(t):
    t.s(b"\xff\xfd\x18\xff\xfb\x01\xff\xfb\x03")
    t.c(b"\xff\xfb\x18\xff\xfd\x01\xff\xfc\x20")
    t.s(b"\xff\xfa\x18\x01\xff\xf0")
    t.c(b"\xff\xfa\x18\0xterm\xff\xf0")
    t.s("login: ")
    t.c("ada\r\n")
    t.s("ada\r\nlast login \xff\xff never\r\n".encode("latin-1"))
    t.close()


@conversation("tcp", 6379)
def resp(t):
    t.c("*3\r\n$3\r\nSET\r\n$4\r\nname\r\n$3\r\nAda\r\n")
    t.s("+OK\r\n")
    t.c("*2\r\n$3\r\nGET\r\n$4\r\nname\r\n*1\r\n$4\r\nINCR\r\n")
    t.s("$3\r\nAda\r\n-ERR wrong number of arguments\r\n")
    t.c("*2\r\n$4\r\nKEYS\r\n$1\r\n*\r\n")
    t.s("*2\r\n$4\r\nname\r\n*2\r\n:7\r\n$-1\r\n")
    t.close()


SDP = "v=0\r\no=ada 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0\r\n"
ROUTE = "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK7\r\nFrom: \"Ada\" <sip:ada@example.org>;tag=1\r\nTo: <sip:bob@example.org>{}\r\nCall-ID: c1@192.0.2.1\r\nCSeq: {}\r\n"


@conversation("udp", 5060)
def sip(t):
    t.c("REGISTER sip:example.org SIP/2.0\r\n", ROUTE.format("", "1 REGISTER"), "Contact: <sip:ada@192.0.2.1>\r\nMax-Forwards: 70\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n")
    t.s("SIP/2.0 401 Unauthorized\r\n", ROUTE.format(";tag=2", "1 REGISTER"), "WWW-Authenticate: Digest realm=\"example.org\", nonce=\"n\", algorithm=MD5\r\nContent-Length: 0\r\n\r\n")
    t.c("INVITE sip:bob@example.org SIP/2.0\r\n", ROUTE.format("", "2 INVITE"), f"Content-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n\r\n", SDP)
    t.s("SIP/2.0 180 Ringing\r\n", ROUTE.format(";tag=2", "2 INVITE"), "Content-Length: 0\r\n\r\n")
    t.s("SIP/2.0 200 OK\r\n", ROUTE.format(";tag=2", "2 INVITE"), f"Contact: <sip:bob@192.0.2.2>\r\nContent-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n\r\n", SDP)
    t.c("ACK sip:bob@192.0.2.2 SIP/2.0\r\n", ROUTE.format(";tag=2", "2 ACK"), "Content-Length: 0\r\n\r\n")
    t.c("BYE sip:bob@192.0.2.2 SIP/2.0\r\n", ROUTE.format(";tag=2", "3 BYE"), "Content-Length: 0\r\n\r\n")
    t.s("SIP/2.0 200 OK\r\n", ROUTE.format(";tag=2", "3 BYE"), "Content-Length: 0\r\n\r\n")
