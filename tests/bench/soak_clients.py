"""Clients that check, abort, throw bytes, dawdle and ask for work, each in a process of its own."""

import itertools
import multiprocessing
import os
import random
import selectors
import socket
import sys
import time
import traceback

from soak_server import Connection, request


def known_answers(port):
    """target -> (status, body), learnt from a quiet server; mistakes among them."""
    layers = ["flood", "wards", "stations", "incidents", "roads,hydrants", "landslide,chemical"]
    places = [(0, 0, 0), (10, 817, 459), (13, 6541, 3678), (14, 13083, 7357), (14, 13084, 7358)]
    targets = [f"/xyz/{names}/{z}/{x}/{y}.geojson" for names in layers for z, x, y in places]
    targets += [f"/collections/incidents/items?limit=3&offset={i}" for i in range(40)]
    targets += [f"/nowhere/{i}" for i in range(20)] + ["/xyz/flood/3/8/0.geojson", "/collections?x=1"]
    targets += ["/", "/collections", "/legend/flood", "/health/live", "/assets/app.js"]
    with Connection(port) as connection:
        answers = {target: connection.ask(target) for target in targets}
    for target, (status, _) in answers.items():
        if status != (404 if "nowhere" in target or "/3/8/0" in target else 400 if "x=1" in target else 200):
            sys.exit(f"soak: {target}: status {status} was not expected")
    return answers


# Workers: each runs in a process of its own, ends when `stop` is set, and returns what it counted.


def check(port, answers, stop, count, seed):
    """Asks over connections of 1 to 20 requests until `count` answers came."""
    chance = random.Random(seed)
    targets = list(answers)
    asked = wrong = lost = 0
    while asked < count and not stop.is_set():
        try:
            with Connection(port) as connection:
                for _ in range(min(chance.randint(1, 20), count - asked)):
                    asked += 1
                    target = chance.choice(targets)
                    wrong += connection.ask(target) != answers[target]
        except OSError:
            lost += 1
    return {"asked": asked, "wrong": wrong, "lost": lost}


def abort(port, answers, stop, seed):
    """Connects, asks something or half of it, and goes away: in order or with a reset."""
    chance = random.Random(seed)
    targets = list(answers)
    aborted = 0
    while not stop.is_set():
        try:
            connection = Connection(port)
            connection.socket.settimeout(0.01)
            asked = b"".join(request(chance.choice(targets)) for _ in range(chance.randint(1, 3)))
            connection.socket.sendall(asked[:chance.choice([0, 20, len(asked) - 1, len(asked)])])
            if chance.random() < 0.3:
                connection.socket.recv(chance.choice([1, 1000]))
            if chance.random() < 0.5:
                connection.reset()
            else:
                connection.socket.close()
            aborted += 1
        except OSError:
            pass
        time.sleep(0.001)  # or the queue only grows
    return {"aborted": aborted}


def mutated(chance, valid):
    """A few valid requests, cut, repeated and overwritten at random; or bytes that never were one."""
    if chance.random() < 0.1:
        return chance.randbytes(chance.randint(1, 2000))
    data = bytearray(b"".join(chance.choice(valid) for _ in range(chance.randint(1, 4))))
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        at = chance.randrange(len(data))
        change = chance.randrange(4)
        if change == 0:
            data[at] = chance.randrange(256)
        elif change == 1:
            del data[at:at + chance.randint(1, 20)]
        elif change == 2:
            data[at:at] = chance.choice([b"\r\n", b"\r", b"\n", b"\0", b":", b"%", b"\xff", b"0\r\n\r\n", b" "])
        else:
            data[at:at] = data[at:at + chance.randint(1, 100)] * chance.randint(1, 20)
        if not data:
            break
    return bytes(data)


def throw_bytes(port, stop, seed):
    chance = random.Random(seed)
    body = b"POST /collections HTTP/1.1\r\nHost: h\r\n"
    valid = [request("/xyz/flood/10/817/459.geojson"), request("/collections/roads/items?bbox=105,20,110,21"),
             request("/", "HEAD"), request("*", "OPTIONS"), b"GET / HTTP/1.0\r\n\r\n",
             body + b"Content-Length: 5\r\n\r\nhello", body + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
             body + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"]
    thrown = {"connections": 0, "bytes": 0}
    while not stop.is_set():
        data = mutated(chance, valid)
        thrown["connections"] += 1
        thrown["bytes"] += len(data)
        try:
            with Connection(port) as connection:
                connection.socket.settimeout(0.05)
                while data and not stop.is_set():
                    length = chance.choice([1, 10, 1000, len(data)])
                    connection.socket.sendall(data[:length])
                    data = data[length:]
                if chance.random() < 0.5:
                    connection.socket.shutdown(socket.SHUT_WR)
                if chance.random() < 0.7:
                    connection.socket.recv(10000)
                if chance.random() < 0.3:
                    connection.reset()
        except OSError:
            pass
    return thrown


class SlowClient:
    """Sends one byte at each turn, or has asked for much and reads nothing. Comes back 10 s after it was closed."""

    FIRST = {"header": b"GET / HTTP/1.1\r\nHost: soak.test\r\nX: ",
             "body": b"POST / HTTP/1.1\r\nHost: soak.test\r\nContent-Length: 100000\r\n\r\n",
             "reader": request("/collections/landslide/items?limit=10000")}

    def __init__(self, port, kind):
        self.port, self.kind = port, kind
        self.back_at = 0
        self.connect()

    def connect(self):
        self.connection = Connection(self.port, narrow=True)
        self.connection.socket.sendall(self.FIRST[self.kind])
        self.connection.socket.setblocking(False)

    def turn(self):
        """True when it came back."""
        if self.back_at:
            if time.monotonic() < self.back_at:
                return False
            self.back_at = 0
            self.connect()
            return True
        try:
            if self.kind != "reader":
                self.connection.socket.send(b"a")
        except OSError:
            self.connection.socket.close()
            self.back_at = time.monotonic() + 10
        return False


def be_slow(port, stop, count, ready):
    clients = [SlowClient(port, ("header", "body", "reader")[i % 3]) for i in range(count)]
    ready.set()
    returned = turns = 0
    while not stop.is_set():  # each client has its turn once a second
        returned += sum(client.turn() for client in clients[turns % 10::10])
        turns += 1
        time.sleep(0.1)
    return {"returned": returned, "open at the end": sum(not client.back_at for client in clients)}


def ask_for_work(port, stop, target):
    asked = 0
    with Connection(port) as connection:
        while not stop.is_set():
            if connection.ask(target, "HEAD")[0] != 200:
                return {"asked": asked, "refused": 1}
            asked += 1
    return {"asked": asked, "refused": 0}


class Asker:
    """One connection that asks for the next thing as soon as it has the answer to the last; throws the answers away."""

    def __init__(self, port, targets, address):
        self.port, self.targets, self.address = port, targets, address
        self.statuses = {}
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), source_address=(self.address, 0))
        self.socket.setblocking(False)
        self.head, self.left = b"", None
        target, headers = next(self.targets)
        self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: soak.test\r\n{headers}Connection: close\r\n\r\n".encode())

    def turn(self):
        """Takes what there is; True when the answer is over and the next is asked for."""
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return False
        if len(self.head) < 12:
            self.head += data[:12]
        if data:
            return False
        status = int(self.head[9:12] or 0)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.socket.close()
        self.connect()
        return True


def keep_asking(port, stop, count, targets):
    """`count` clients, each with an address of its own, in a loop over (target, headers). They stand for other machines:
    this process gives way."""
    os.nice(19)
    shared = itertools.cycle(targets)
    selector = selectors.DefaultSelector()
    askers = [Asker(port, shared, f"127.0.1.{i + 1}") for i in range(count)]
    for asker in askers:
        selector.register(asker.socket, selectors.EVENT_READ, asker)
    while not stop.is_set():
        for key, _ in selector.select(0.1):
            if key.data.turn():
                selector.unregister(key.fileobj)
                selector.register(key.data.socket, selectors.EVENT_READ, key.data)
    total = {}
    for asker in askers:
        for status, times in asker.statuses.items():
            total[f"status {status}"] = total.get(f"status {status}", 0) + times
    return total


class Deaf:
    """A connection that asks for more and more, and reads nothing. Comes back when it was closed."""

    def __init__(self, port, requests):
        self.port, self.requests = port, requests
        self.asked = self.returned = 0
        self.connect()

    def connect(self):
        self.connection = Connection(self.port, narrow=True)
        self.connection.socket.setblocking(False)

    def turn(self):
        try:
            self.connection.socket.send(next(self.requests))
            self.asked += 1
        except BlockingIOError:
            pass
        except OSError:
            self.connection.socket.close()
            self.connect()
            self.returned += 1


def be_deaf(port, stop, count, requests, seed):
    """`count` connections that ask for what `requests` has, in any order, and read nothing. They give way, as above."""
    os.nice(19)
    chance = random.Random(seed)
    endless = (chance.choice(requests) for _ in itertools.count())
    clients = [Deaf(port, endless) for _ in range(count)]
    while not stop.is_set():
        for client in clients:
            client.turn()
        time.sleep(0.02)
    return {"asked": sum(client.asked for client in clients), "returned": sum(client.returned for client in clients)}


class Workers:
    """Processes that work beside this one until they are through or stopped."""

    def __init__(self):
        self.stop = multiprocessing.Event()
        self.results = multiprocessing.Queue()
        self.processes = []

    def start(self, worker, *arguments):
        def run():
            try:
                self.results.put(worker(*arguments))
            except Exception:
                traceback.print_exc()
                self.results.put({"broken": 1})
        self.processes.append(multiprocessing.Process(target=run, daemon=True))
        self.processes[-1].start()

    def join(self):
        """Waits until all are through; the sums of what they return."""
        total = {}
        for _ in self.processes:
            for name, value in self.results.get().items():
                total[name] = total.get(name, 0) + value
        if total.get("broken"):
            sys.exit("soak: a client itself failed")
        return total

    def end(self):
        """Stops them first."""
        self.stop.set()
        return self.join()
