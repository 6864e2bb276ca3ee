#!/usr/bin/env python3
"""An SMTP server for tests: takes mail on 127.0.0.1, records the bytes it saw, and misbehaves where told.

  smtp-sink.py --dir DIR [--port N] [--tls MODE --cert FILE] [--user NAME --password WORD] [STEP[#N]=ACTION ...]

Prints its port as the first line, then serves until its stdin is closed.  A STEP is greet, ehlo, starttls, auth,
mail, rcpt, data (the DATA command), body (while the body comes in), end (after the final dot), rset, noop or quit; #N
restricts it to the N-th time the step is reached, counted over all connections.  ACTIONs:

  REPLY          this reply instead of the usual one; several lines are separated by a bar: "250-a|250 b"
  close          close the connection without a reply
  REPLY+close    reply, then close
  part:TEXT      send TEXT as it is, without a line end, then close
  slow:SECONDS   wait, then go on as usual
  silent         read on, never reply
  flood          one reply without an end, until the client goes away
  close:BYTES    only for body: close after so many bytes

In DIR: log has one line a command, "CONNECTION COMMAND"; NNNN.wire has the bytes of the NNNN-th body exactly as they
came, the final dot line included; a body that broke off is there too, as NNNN.part.  sessions tells how the
connections went: "CONNECTION open N" with the number of those open at once, "CONNECTION tls VERSION", "CONNECTION
body NNNN VERSION" with clear for one that is not encrypted, "CONNECTION closed".  auth has name and password of each
login.
"""
import argparse
import os
import socket
import ssl
import sys
import threading
import time

USUAL = {
    "greet": "220 sink.example.test ESMTP", "mail": "250 2.1.0 sender ok", "rcpt": "250 2.1.5 recipient ok",
    "data": "354 go on", "end": "250 2.0.0 taken", "rset": "250 2.0.0 ok", "noop": "250 2.0.0 ok",
    "quit": "221 2.0.0 bye", "starttls": "220 2.0.0 go on", "auth": "235 2.7.0 welcome",
}


class Gone(Exception):
    """The connection is over."""


class Sink:
    """What all connections share: the script, the counters and the folder."""

    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.script = [rule.split("=", 1) for rule in options.script if rule]
        self.count = {}
        self.bodies = 0
        self.connections = self.open = 0
        self.context = None
        if options.tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.cert)

    def action(self, step):
        with self.lock:
            number = self.count[step] = self.count.get(step, 0) + 1
        for where, action in self.script:
            if where in (step, f"{step}#{number}"):
                return action
        return None

    def write(self, name, connection, text):
        with open(os.path.join(self.options.dir, name), "a", encoding="latin-1") as log:
            log.write(f"{connection} {text}\n")

    def log(self, connection, text, name="log"):
        with self.lock:
            self.write(name, connection, text)

    def tell(self, connection, text, opened=0):
        with self.lock:
            self.open += opened
            self.write("sessions", connection, f"{text} {self.open}" if opened > 0 else text)

    def keep(self, data, ending):
        """Returns the number of the body."""
        with self.lock:
            self.bodies += 1
            number = f"{self.bodies:04d}"
            path = os.path.join(self.options.dir, f"{number}.{ending}")
            with open(path + ".tmp", "wb") as out:
                out.write(data)
            os.rename(path + ".tmp", path)
            return number


class Session:
    """One connection."""

    def __init__(self, sink, sock, number):
        self.sink, self.sock, self.number = sink, sock, number
        self.buffer = b""

    def send(self, text):
        try:
            self.sock.sendall(os.fsencode(text))
        except OSError as error:
            raise Gone from error

    def receive(self):
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone
        self.buffer += data

    def flood(self):
        while True:
            self.send("250-and so on\r\n" * 64)

    def reply(self, step, usual=None):
        """Replies by script or as usual; True if the client may go on."""
        action = self.sink.action(step) or ""
        if action == "close":
            raise Gone
        if action == "silent":
            while True:
                self.receive()
        if action == "flood":
            self.flood()
        if action.startswith("part:"):
            self.send(action[5:])
            raise Gone
        if action.startswith("slow:"):
            time.sleep(float(action[5:]))
            action = ""
        text = action.removesuffix("+close") or usual or USUAL[step]
        self.send(text.replace("|", "\r\n") + "\r\n")
        if action.endswith("+close"):
            raise Gone
        return text[0] in "23"

    def line(self):
        while b"\n" not in self.buffer:
            self.receive()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("latin-1")

    def body(self):
        action = self.sink.action("body") or ""
        limit = int(action[6:]) if action.startswith("close:") else None
        try:
            while not (self.buffer.startswith(b".\r\n") or b"\r\n.\r\n" in self.buffer):
                if limit is not None and len(self.buffer) >= limit:
                    raise Gone
                self.receive()
        except Gone:
            self.keep(self.buffer, "part")
            raise
        end = 3 if self.buffer.startswith(b".\r\n") else self.buffer.index(b"\r\n.\r\n") + 5
        data, self.buffer = self.buffer[:end], self.buffer[end:]
        self.keep(data, "wire")

    def keep(self, data, ending):
        version = self.sock.version() if isinstance(self.sock, ssl.SSLSocket) else "clear"
        self.sink.tell(self.number, f"body {self.sink.keep(data, ending)} {version}")

    def wrap(self):
        self.buffer = b""
        try:
            self.sock = self.sink.context.wrap_socket(self.sock, server_side=True)
        except (OSError, ssl.SSLError) as error:
            self.sink.log(self.number, "no TLS")
            raise Gone from error
        self.sink.tell(self.number, f"tls {self.sock.version()}")

    def features(self):
        lines = ["250-sink.example.test", "250-PIPELINING", "250-SIZE 26214400", "250-8BITMIME"]
        if self.sink.options.tls == "starttls" and not isinstance(self.sock, ssl.SSLSocket):
            lines.append("250-STARTTLS")
        if self.sink.options.user:
            lines.append("250-AUTH PLAIN")
        return "|".join(lines + ["250 ENHANCEDSTATUSCODES"])

    def command(self, line):
        step = line.split(" ")[0].lower()
        if step in ("ehlo", "helo"):
            self.reply("ehlo", self.features())
        elif step == "starttls" and self.sink.options.tls == "starttls":
            if self.reply(step):
                self.wrap()
        elif step == "auth":
            self.auth(line)
        elif step == "data":
            if self.reply(step):
                self.body()
                self.reply("end")
        elif step == "quit":
            self.reply(step)
            raise Gone
        elif step in USUAL:
            self.reply(step)
        else:
            self.send("500 5.5.2 what\r\n")

    def auth(self, line):
        import base64
        word = line.split(" ")[2] if line.count(" ") > 1 else ""
        if not word:
            self.send("334 \r\n")
            word = self.line()
        wanted = f"\0{self.sink.options.user}\0{self.sink.options.password}".encode()
        given = base64.b64decode(word)
        self.sink.log(self.number, given.decode("latin-1"), "auth")
        good = given == wanted
        self.reply("auth", None if good else "535 5.7.8 wrong password")

    def serve(self):
        self.sink.tell(self.number, "open", 1)
        try:
            if self.sink.options.tls == "tls":
                self.wrap()
            self.reply("greet")
            while True:
                line = self.line()
                self.sink.log(self.number, line if not line.startswith("AUTH ") else "AUTH")
                self.command(line)
        except Gone:
            pass
        finally:
            self.sock.close()
            self.sink.tell(self.number, "closed", -1)


def accept(sink, server):
    while True:
        sock, _ = server.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sink.connections += 1
        threading.Thread(target=Session(sink, sock, sink.connections).serve, daemon=True).start()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dir", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", choices=("starttls", "tls"))
    parser.add_argument("--cert", help="PEM file with key and certificate")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("script", nargs="*")
    sink = Sink(parser.parse_args())
    server = socket.create_server(("127.0.0.1", sink.options.port))
    print(server.getsockname()[1], flush=True)
    threading.Thread(target=accept, args=(sink, server), daemon=True).start()
    sys.stdin.buffer.read()


main()
