"""A line to the hub that can be shut in one direction: what the hub says then gets no further."""
import socket
import threading

import harness


class Valve:
    def __init__(self, hub_port):
        self._hub = ("127.0.0.1", hub_port)
        self._changed = threading.Condition()
        self._shut = False
        self._withheld = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def shut(self):
        with self._changed:
            self._shut = True

    def open(self):
        """For what the hub says from now on."""
        with self._changed:
            self._shut = False

    def wait_for_withheld(self, count):
        with self._changed:
            if not self._changed.wait_for(lambda: self._withheld >= count, harness.PATIENCE_S):
                raise AssertionError(f"{self._withheld} bytes were withheld, not {count}")

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                desk, _ = self._listener.accept()
            except OSError:  # closed
                return
            try:
                hub = socket.create_connection(self._hub)
            except OSError:  # it is away
                desk.close()
                continue
            for source, sink, passes in ((desk, hub, lambda data: True), (hub, desk, self._passes)):
                threading.Thread(target=self._carry, args=(source, sink, passes), daemon=True).start()

    @staticmethod
    def _carry(source, sink, passes):
        try:
            while data := source.recv(1 << 16):
                if passes(data):
                    sink.sendall(data)
        except OSError:
            pass  # either end may die at any time
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _passes(self, data):
        with self._changed:
            if self._shut:
                self._withheld += len(data)
                self._changed.notify_all()
            return not self._shut
