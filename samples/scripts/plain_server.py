#!/usr/bin/env python3
"""Makes samples/sibling/plain-server.pcap: CPython's ssl as the client, its http.server, which speaks no TLS, as the
server, on loopback. Needs tcpdump and the right to capture. Run from the project's folder."""

import http.server
import socket
import ssl
import subprocess
import threading
import time

server = http.server.HTTPServer(("127.0.0.1", 8443), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
path = "samples/sibling/plain-server.pcap"
tcpdump = subprocess.Popen(["tcpdump", "-i", "lo", "-s", "0", "-U", "-w", path, "tcp port 8443"], stderr=subprocess.DEVNULL)
time.sleep(1)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
try:
    context.wrap_socket(socket.create_connection(("127.0.0.1", 8443)))
except ssl.SSLError as error:
    print(error)
time.sleep(1)
tcpdump.terminate()
tcpdump.wait()
