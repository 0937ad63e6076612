"""A `medcheck review` of a workspace made for the occasion from the repository's own sample papers."""

import contextlib
import http.client
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target" / "release" / "medcheck"
SAMPLE = "sample-dosewise"


def run(workspace, *arguments):
    """Runs a command of the program and gives what it prints."""
    command = [PROGRAM, "--workspace", workspace, "--quiet", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextlib.contextmanager
def workspace(papers=(SAMPLE,)):
    """A workspace with drafted sample papers; removed in the end."""
    with tempfile.TemporaryDirectory(prefix="medcheck-browser-") as folder:
        subprocess.run([PROGRAM, "init", folder], check=True, capture_output=True)
        for paper in papers:
            target = pathlib.Path(folder) / "papers" / paper
            target.mkdir(parents=True)
            shutil.copy(ROOT / "papers" / paper / "paper.pdf", target)
        run(folder, "draft")
        yield pathlib.Path(folder)


class Server:
    """One reviewer's server."""

    def __init__(self, workspace, reviewer="first", port=0, *flags, program=PROGRAM):
        command = [program, "--workspace", workspace, "review", "--no-open", "--reviewer", reviewer]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.link = self.process.stdout.readline().strip()
        if not self.link:
            raise RuntimeError(self.process.stderr.read())
        self.address = urllib.parse.urlsplit(self.link)
        self.port = self.address.port
        self.token = self.address.query.removeprefix("token=")
        self.base = f"http://127.0.0.1:{self.port}"

    def request(self, method, path, body=None, headers=None, cookie=True):
        """Status and text of one request, by default with the token and our own origin."""
        sent = {"Host": f"127.0.0.1:{self.port}", "Origin": self.base}
        if cookie:
            sent["Cookie"] = f"medcheck={self.token}"
        if isinstance(body, dict):
            body = urllib.parse.urlencode(body)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()

    def kill(self):
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


def decisions(workspace, paper=SAMPLE):
    """The lines on the disk; a last one without its end is torn and counts as nothing."""
    path = pathlib.Path(workspace) / "papers" / paper / "decisions.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1] if line.strip()]


def memory(process):
    """Resident megabytes of a process and its children."""
    total = 0
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            if int(fields["Pid"]) == process.pid or int(fields["PPid"]) == process.pid:
                total += int(fields.get("VmRSS", "0 kB").split()[0])
    return total / 1024
