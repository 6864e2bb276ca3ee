"""A desk whose `postern serve` runs."""
import os
import signal
import socket
import subprocess

from world import TRACES, World


class ServingWorld(World):
    service = None

    def start(self, **environment):
        """Waits until the service says that it is ready; returns what it said."""
        name = self.path("notify")
        if os.path.exists(name):
            os.unlink(name)
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(name)
        os.chmod(name, 0o777)
        self.notify.settimeout(30)
        with open(self.path("log"), "a", encoding="utf-8") as log:
            self.service = subprocess.Popen(self.command("serve"), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**self.environment, "NOTIFY_SOCKET": name, **environment},
                                            **self.user)
        return self.notify.recv(100)

    def signal(self, number):
        self.service.send_signal(number)

    def wait(self, seconds=60):
        """The exit status."""
        status = self.service.wait(seconds)
        self.service = None
        self.notify.close()
        return status

    def stop(self):
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        self.signal(signal.SIGKILL)
        return self.wait()

    def close(self):
        if self.service:
            self.kill()
        super().close()

    def log(self):
        if not os.path.exists(self.path("log")):
            return ""
        with open(self.path("log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def traces(self):
        return [trace for trace in TRACES if trace in self.log()]
