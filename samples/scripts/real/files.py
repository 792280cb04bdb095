"""Mail, files, terminals: apt-get install dovecot-imapd dovecot-pop3d curl tftpd-hpa tftp-hpa inetutils-telnetd
inetutils-telnet socat; pip install pyftpdlib pyopenssl aiosmtpd."""

import subprocess
import sys

from .tools import CERT, KEY, capture, wait_for

MAIL = """From: Ada <ada@example.org>
To: Charles <charles@example.org>
Subject: =?utf-8?q?N=C3=B6tes?=
Date: Mon, 23 Nov 2026 10:00:00 +0000
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=part

--part
Content-Type: text/plain; charset=utf-8

The engine weaves.
..A line that begins with dots.
--part
Content-Type: application/json

{"cards": 7}
--part--
""".replace("\n", "\r\n")

FTP = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import FTPServer

class Handler(TLS_FTPHandler):
    authorizer = DummyAuthorizer()
    certfile = sys.argv[2]
    passive_ports = range(40100, 40110)

Handler.authorizer.add_user("ada", "secret", sys.argv[1], perm="elradfmw")
FTPServer(("127.0.0.1", 21), Handler).serve_forever()
"""


def both(run):
    """Key and certificate in one file."""
    return run.file("both.pem", KEY.read_text() + CERT.read_text())


@capture("tcp port 21 or tcp portrange 40100-40110", settled=True)
def ftp(run):
    folder = run.file("a.txt", "A file of one line.\n").parent
    run.start(sys.executable, run.file("server.py", FTP), folder, both(run))
    wait_for(21)
    yield
    curl = ["curl", "-s", "-k", "-u", "ada:secret", "--disable-epsv"]
    run.do(*curl, "ftp://127.0.0.1/a.txt")
    # The server's folder is the one that it is sent from.
    run.do(*curl, "-T", run.file("up.txt", "Sent up.\n"), "ftp://127.0.0.1/got.txt")
    run.do("curl", "-s", "-u", "ada:secret", "ftp://127.0.0.1/")
    run.do("curl", "-s", "-u", "ada:secret", "--disable-eprt", "--ftp-port", "127.0.0.1:40107-40109",
           "ftp://127.0.0.1/a.txt")
    run.do("curl", "-s", "-k", "-u", "ada:secret", "--ssl-reqd", "ftp://127.0.0.1/a.txt", keys=True)
    run.do(*curl, "ftp://127.0.0.1/none.txt")


SMTP = """
import asyncio, ssl, sys
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
Controller(Sink(), hostname="127.0.0.1", port=25, tls_context=context, auth_require_tls=False,
           authenticator=lambda *_: AuthResult(success=True)).start()
asyncio.new_event_loop().run_forever()
"""


@capture("tcp port 25", settled=True)
def smtp(run):
    run.start(sys.executable, run.file("server.py", SMTP), both(run))
    wait_for(25)
    yield
    mail = run.file("mail.txt", MAIL)
    curl = ["curl", "-s", "-k", "--mail-from", "ada@example.org", "--mail-rcpt", "charles@example.org", "-T", mail]
    run.do(*curl, "-u", "ada:secret", "--login-options", "AUTH=PLAIN", "smtp://127.0.0.1/client.example.org")
    run.do(*curl, "--ssl-reqd", "smtp://127.0.0.1/client.example.org", keys=True)


DOVECOT = """
protocols = imap pop3
base_dir = {work}/run
log_path = /dev/null
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
mail_location = maildir:{work}/mail
disable_plaintext_auth = no
default_internal_user = root
default_login_user = dovenull
first_valid_uid = 0
mail_uid = root
mail_gid = root
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3s {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=0 gid=0 home={work}
}}
"""


def dovecot(run):
    for folder in ("cur", "new", "tmp"):
        (run.work / "mail" / folder).mkdir(parents=True)
    run.file("mail/cur/1.a:2,S", MAIL)
    run.start("dovecot", "-F", "-c", run.file("dovecot.conf", DOVECOT.format(work=run.work, cert=CERT, key=run.file("key", KEY.read_text()))), until=1.5)


@capture("tcp port 143", settled=True)
def imap(run):
    dovecot(run)
    wait_for(143)
    yield
    curl = ["curl", "-s", "-k", "-u", "ada:secret"]
    run.do(*curl, "imap://127.0.0.1/INBOX;MAILINDEX=1")
    run.do(*curl, "--ssl-reqd", "imap://127.0.0.1/INBOX?SUBJECT%20tes", keys=True)


@capture("tcp port 110", settled=True)
def pop(run):
    dovecot(run)
    wait_for(110)
    yield
    curl = ["curl", "-s", "-k", "-u", "ada:secret", "--login-options", "AUTH=PLAIN"]
    run.do(*curl, "pop3://127.0.0.1/")
    run.do(*curl, "--ssl-reqd", "pop3://127.0.0.1/1", keys=True)


@capture("udp", inside=True, settled=True)
def tftp(run):
    run.file("boot.bin", bytes(range(256)) * 5)
    run.start("in.tftpd", "-L", "-c", "-s", "-p", "-u", "root", "-a", "10.9.0.1:69", run.work)
    yield
    run.do("tftp", "-m", "binary", "10.9.0.1", "-c", "get", "boot.bin", "/dev/null", seconds=5)
    run.do("curl", "-s", "--tftp-blksize", "1024", "tftp://10.9.0.1/boot.bin", seconds=5)
    run.do("tftp", "-m", "octet", "10.9.0.1", "-c", "put", run.file("up.txt", "Sent up.\n"), "up.txt", seconds=5)
    run.do("tftp", "10.9.0.1", "-c", "get", "none", "/dev/null", seconds=5)


@capture("tcp port 23", inside=True, settled=True)
def telnet(run):
    login = run.file("login", "#!/bin/sh\necho Welcome\nread name\necho Hello $name\n", 0o755)
    run.start("socat", "TCP-LISTEN:23,reuseaddr,fork", f"EXEC:telnetd -h -E {login}")
    yield
    run.do("sh", "-c", "(sleep 1; echo ada; sleep 1) | TERM=vt100 telnet 10.9.0.1", seconds=6)
