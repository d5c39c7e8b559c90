"""The real server as a process, and a connection to it."""

import atexit
import os
import pathlib
import re
import resource
import socket
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample-data/hazardmap.json"
PATIENCE_S = 10  # an answer that takes longer is lost


class Server:
    """`hazardmap serve` on a free port; with its figures from /proc."""

    def __init__(self, binary, options, *sources):
        self.log = tempfile.TemporaryFile(mode="w+", errors="replace")
        command = [binary, "serve", *map(str, sources or [SAMPLE]), "--port", "0", "--quiet", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        atexit.register(self.process.kill)  # should the test itself fail
        line = self.process.stdout.readline()
        address = re.match(r"listening on http://.*:(\d+)/", line)
        if not address:
            sys.exit(f"{binary} did not start: {line}{self.log_text()}")
        self.port = int(address[1])
        self.proc = pathlib.Path(f"/proc/{self.process.pid}")

    def log_text(self):
        self.log.seek(0)
        return self.log.read()

    def descriptors(self):
        return len(list((self.proc / "fd").iterdir()))

    def resident_mb(self):
        return int((self.proc / "statm").read_text().split()[1]) * resource.getpagesize() / 1e6

    def peak_mb(self):
        return int(re.search(r"VmHWM:\s+(\d+) kB", (self.proc / "status").read_text())[1]) * 1024 / 1e6

    def cpu_s(self):
        fields = (self.proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """(exit code or what happened instead, what sanitizers and the server itself complained of)."""
        crashed = self.process.poll()
        self.process.terminate()
        try:
            code = self.process.wait(60) if crashed is None else f"{crashed}, before it was told to stop"
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = "none for 60 s"
        return code, re.findall(r".*(?:Sanitizer|runtime error|internal error).*", self.log_text())


class Connection:
    """One keep-alive connection. Everything it waits for comes within PATIENCE_S or is an OSError."""

    def __init__(self, port, narrow=False):
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if narrow:  # the kernel keeps little of an answer: the server has to wait with the rest
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        self.socket.connect(("127.0.0.1", port))
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, target, method="GET"):
        """(status, body) of one request."""
        self.socket.sendall(request(target, method))
        while (end := self.received.find(b"\r\n\r\n")) < 0:
            self.received += self.more()
        head, self.received = self.received[:end], self.received[end + 4:]
        announced = re.search(rb"\r\nContent-Length: (\d+)", head)
        if not announced:
            raise ConnectionError("an answer without Content-Length")
        length = 0 if method == "HEAD" else int(announced[1])
        pieces = bytearray(self.received)
        while len(pieces) < length:
            pieces += self.more()
        body, self.received = bytes(pieces[:length]), bytes(pieces[length:])
        return int(head[9:12]), body

    def more(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("closed before the answer")
        return data

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def request(target, method="GET"):
    return f"{method} {target} HTTP/1.1\r\nHost: soak.test\r\n\r\n".encode()
