"""What all captures need: tcpdump, programs that end with their block, two namespaces with a cable between."""

import contextlib
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

ALL = {}
SAMPLES = pathlib.Path(__file__).resolve().parents[2]
KEY, CERT = SAMPLES / "key.pem", SAMPLES / "cert.pem"
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Run:
    """A capture in the making: its programs, its folder for them, its key log."""

    def __init__(self, name, work, inside):
        self.name, self.work, self.inside = name, pathlib.Path(work), inside
        self.keys = SAMPLES / "peers" / f"{name}.keys"
        self.ends = []

    def file(self, name, text, mode=0o644):
        path = self.work / name
        path.write_text(text) if isinstance(text, str) else path.write_bytes(text)
        path.chmod(mode)
        return path

    def start(self, *command, at=0, until=0.7, **options):
        """A program that runs until the capture is made."""
        process = subprocess.Popen([*self.place(at), *map(str, command)], **{**QUIET, **options})
        self.ends.append(process)
        time.sleep(until)
        return process

    def do(self, *command, at=1, keys=False, seconds=15, **options):
        """A program that ends by itself."""
        environment = dict(os.environ, **options.pop("environment", {}))
        if keys:
            environment["SSLKEYLOGFILE"] = str(self.keys)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return subprocess.run([*self.place(at), *map(str, command)], env=environment, timeout=seconds,
                                  **({} if "input" in options else {"stdin": subprocess.DEVNULL}),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)

    def place(self, at):
        return ["ip", "netns", "exec", f"peer{at}"] if self.inside else []

    def server_context(self, ciphers=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERT, KEY)
        if ciphers:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(ciphers)
        return context

    def client_context(self, log=True):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if log:
            context.keylog_filename = str(self.keys)
        return context


def wait_for(port, seconds=5):
    for _ in range(int(seconds * 10)):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)


@contextlib.contextmanager
def namespaces():
    """peer0 (10.9.0.1, fd09::1) and peer1 (10.9.0.2, fd09::2), joined by cable0 and cable1."""
    run = lambda line: subprocess.run(line.split(), check=True)  # noqa: E731
    try:
        for n in (0, 1):
            run(f"ip netns add peer{n}")
        run("ip link add cable0 netns peer0 type veth peer name cable1 netns peer1")
        for n in (0, 1):
            inside = f"ip -n peer{n}"
            run(f"{inside} link set lo up")
            run(f"{inside} link set cable{n} address 02:00:00:00:00:0{n + 1} up")
            run(f"{inside} addr add 10.9.0.{n + 1}/24 dev cable{n}")
            run(f"{inside} addr add fd09::{n + 1}/64 dev cable{n} nodad")
        time.sleep(2.5)  # until link-local addresses are settled
        yield
    finally:
        for n in (0, 1):
            subprocess.run(["ip", "netns", "del", f"peer{n}"], check=False)


def capture(what, inside=False, settled=False):
    """The function's programs are captured with this filter, on loopback or (inside) on the cable. Those that it
    starts before its first yield (settled) are running before the capture begins."""

    def decorate(function):
        name = function.__name__.replace("_", "-")

        def make():
            with contextlib.ExitStack() as stack:
                work = tempfile.mkdtemp()
                stack.callback(shutil.rmtree, work, True)
                os.chmod(work, 0o755)
                if inside:
                    stack.enter_context(namespaces())
                run = Run(name, work, inside)
                run.keys.unlink(missing_ok=True)
                steps = function(run) if settled else None
                if settled:
                    next(steps)
                path = SAMPLES / "peers" / f"{name}.pcap"
                interface = "cable0" if inside else "lo"
                dump = subprocess.Popen([*run.place(0), "tcpdump", "-i", interface, "-s", "0", "-U", "--immediate-mode",
                                         "-w", str(path), what], **QUIET)
                time.sleep(1)
                try:
                    if settled:
                        next(steps, None)
                    else:
                        function(run)
                finally:
                    time.sleep(0.7)
                    dump.terminate()
                    dump.wait()
                    for process in reversed(run.ends):
                        process.terminate()
                        with contextlib.suppress(subprocess.TimeoutExpired):
                            process.wait(3)
                        process.kill()
                print(name, path.stat().st_size, "bytes")

        ALL[name] = make
        return function

    return decorate
