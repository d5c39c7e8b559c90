"""What answers over HTTP: hazardmap, MapServer behind lighttpd, nginx; and wrk, which asks them."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

from soak_server import Server

CORES = os.cpu_count()
PATIENCE_S = 60  # for the start of a server, and for one answer
os.environ["PATH"] += ":/usr/sbin"  # lighttpd and nginx


def run(*command, **options):
    """What a program prints."""
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def installed(*programs):
    return all(map(shutil.which, programs))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_ready, what):
    end = time.monotonic() + PATIENCE_S
    while not is_ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not ready within {PATIENCE_S} s")
        time.sleep(0.005)


def fetch(port, target, encoding="identity"):
    """The body of a 200, as it was sent; anything else is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", target, headers={"Accept-Encoding": encoding})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise ValueError(f"{target}: status {answer.status}: {body[:200]}")
    return body


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(port, target):
    try:
        fetch(port, target)
        return True
    except (OSError, ValueError, http.client.HTTPException):
        return False


def wrk(folder, port, targets, seconds, connections, encoding="identity"):
    """Figures of asking for the targets in turn; see tiles_wrk.lua."""
    (folder / "targets").write_text("\n".join(targets) + "\n")
    script = pathlib.Path(__file__).with_name("tiles_wrk.lua")
    output = run("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={PATIENCE_S}s", "-s", str(script),
                 "-H", f"Accept-Encoding: {encoding}", f"http://127.0.0.1:{port}", env={**os.environ, "TARGETS": str(folder / "targets")})
    figures = json.loads(output.splitlines()[-1])
    if not figures["errors"] and not figures["rate"] and 2 * seconds <= PATIENCE_S:
        return wrk(folder, port, targets, 2 * seconds, connections, encoding)
    if figures["errors"] or not figures["rate"]:
        raise ValueError(f"{targets[0]}: wrk met errors or no answer: {figures}")
    # What wrk did not wait for is still being computed.
    time.sleep(min(2 * figures["longest_s"], 5))
    return figures


def knows(binary, setting):
    """Whether hazardmap has this key of its configuration."""
    refused = subprocess.run([binary, "serve", "--set", setting], stderr=subprocess.PIPE, text=True, check=False)
    return "unknown key" not in refused.stderr


def start_hazardmap(binary, sources, settings=()):
    """(the server once its layers are read, how many seconds that took)"""
    options = ["--socket-threads", "1", "--work-threads", str(CORES)]
    for setting in settings:
        options += ["--set", setting]
    begin = time.monotonic()
    server = Server(binary, options, *sources)
    wait_until(lambda: answers(server.port, "/health/ready"), "hazardmap")
    return server, time.monotonic() - begin


class Process:
    """A server in the foreground, in a process group of its own."""

    def __init__(self, log, *command, **options):
        with open(log, "wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **options)

    def stop(self):
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        # lighttpd leaves its FastCGI processes behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


MAP = """MAP
  NAME "bench"
  EXTENT -180 -85 180 85
  PROJECTION "epsg:4326" END
  WEB METADATA "ows_enable_request" "*" "oga_enable_request" "*" "ows_srs" "EPSG:4326 EPSG:3857"
    "oga_onlineresource" "http://127.0.0.1:{port}/ms/bench/ogcapi"
    "oga_html_template_directory" "/usr/share/mapserver/ogcapi/templates/html-plain/" END END
  OUTPUTFORMAT NAME "mvt" DRIVER MVT FORMATOPTION "EDGE_BUFFER=10" EXTENSION "pbf" END
{layers}END
"""
MAP_LAYER = """  LAYER NAME "{layer}" TYPE POLYGON STATUS ON TEMPLATE "x" CONNECTIONTYPE FLATGEOBUF DATA "{file}"
    PROJECTION "epsg:4326" END
    METADATA "ows_title" "{layer}" "gml_include_items" "all" "gml_featureid" "{id}" "ows_extent" "-180 -85 180 85" END
    CLASS STYLE COLOR 255 0 0 END END
  END
"""
LIGHTTPD = """server.document-root = "{folder}"
server.bind = "127.0.0.1"
server.port = {port}
server.modules = ("mod_fastcgi")
server.max-keep-alive-requests = 1000000000
fastcgi.server = ("/ms" => (("bin-path" => "/usr/bin/mapserv", "socket" => "{folder}/mapserv",
  "max-procs" => {cores}, "check-local" => "disable",
  "bin-environment" => ("MAPSERVER_CONFIG_FILE" => "{folder}/mapserver.conf"))))
"""


class MapServer:
    """One FastCGI process a core, behind lighttpd."""

    key = "mapserver"
    packages = "mapserver-bin cgi-mapserver lighttpd"

    @staticmethod
    def is_installed():
        return installed("mapserv", "lighttpd")

    def __init__(self, folder, sources, ids):
        """sources: layer -> FlatGeobuf file; ids: layer -> attribute."""
        self.port = free_port()
        layers = "".join(MAP_LAYER.format(layer=layer, file=file, id=ids[layer]) for layer, file in sources.items())
        (folder / "bench.map").write_text(MAP.format(port=self.port, layers=layers))
        (folder / "mapserver.conf").write_text(
            f'CONFIG ENV MS_MAP_PATTERN "^{folder}" END MAPS bench "{folder}/bench.map" END END\n')
        (folder / "lighttpd.conf").write_text(LIGHTTPD.format(folder=folder, port=self.port, cores=CORES))
        self.process = Process(folder / "lighttpd.log", "lighttpd", "-D", "-f", folder / "lighttpd.conf")
        self.stop = self.process.stop
        wait_until(lambda: answers(self.port, "/ms/bench/ogcapi/collections?f=json"), "MapServer")

    @staticmethod
    def title():
        return "MapServer " + re.search(r"version (\S+)", run("mapserv", "-v"))[1]

    @staticmethod
    def tile(layer, z, x, y):
        return f"/ms?map=bench&mode=tile&tilemode=gmap&tile={x}+{y}+{z}&layers={layer}&map.imagetype=mvt"

    @staticmethod
    def items(layer):
        return f"/ms/bench/ogcapi/collections/{layer}/items?f=json&limit=10"


NGINX = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100;
  keepalive_requests 100000000;
  server {{ listen 127.0.0.1:{port} backlog=1024; root {folder}/files; }}
}}
"""


class Nginx:
    """One worker, as we have one socket thread, that sends the files of folder/files."""

    key = "nginx"
    packages = "nginx"

    @staticmethod
    def is_installed():
        return installed("nginx")

    def __init__(self, folder):
        self.port = free_port()
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=self.port))
        self.process = Process(folder / "nginx.log", "nginx", "-c", folder / "nginx.conf")
        self.stop = self.process.stop
        wait_until(lambda: listens(self.port), "nginx")

    @staticmethod
    def title():
        version = subprocess.run(["nginx", "-v"], check=True, text=True, stderr=subprocess.PIPE).stderr
        return "nginx " + re.search(r"nginx/(\S+)", version)[1]
