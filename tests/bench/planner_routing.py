"""pgRouting's times over the graph that planner_bench wrote."""

import csv
import pathlib
import re
import statistics

from tiles_peers import POSTGRESQL, PostGIS
from tiles_servers import installed

DISTANCES = """pgr_drivingDistance('SELECT id, source, target, cost, reverse_cost FROM edges',
  ARRAY[{origins}]::bigint[], {limit_s}, directed => true, equicost => {equicost})"""


class PgRouting(PostGIS):
    """In a cluster of its own."""

    packages = f"postgresql-{POSTGRESQL.name}-pgrouting"

    @staticmethod
    def is_installed():
        extension = pathlib.Path(f"/usr/share/postgresql/{POSTGRESQL.name}/extension/pgrouting.control")
        return installed("psql") and extension.exists()

    def __init__(self, folder):
        """folder: with edges.csv, and times_N.csv of searches from N nodes."""
        super().__init__(folder, {})
        self.times = folder
        self.sql("CREATE EXTENSION pgrouting")
        self.sql("CREATE TABLE edges (id bigint PRIMARY KEY, source bigint, target bigint, cost float8, reverse_cost float8)")
        self.sql(f"\\copy edges FROM '{folder}/edges.csv' CSV HEADER")
        self.sql("VACUUM ANALYZE edges")

    def title(self):
        return "pgRouting " + self.sql("SELECT pgr_version()").strip()

    def compare(self, search, rounds):
        """(milliseconds, percentage of the nodes whose times agree)"""
        asked = {"origins": ",".join(map(str, search["origins"])), "limit_s": search["limit_s"]}
        nearest = DISTANCES.format(equicost="true", **asked)
        explained = [self.sql(f"EXPLAIN (ANALYZE, TIMING OFF) SELECT count(*) FROM {nearest}") for _ in range(rounds + 1)]
        took_ms = [float(re.search(r"Execution Time: (\S+) ms", plan)[1]) for plan in explained[1:]]
        every = DISTANCES.format(equicost="false", **asked)  # equicost is fast, but some of its times are not the least
        theirs = dict(line.split("|") for line in self.sql(f"SELECT node, min(agg_cost) FROM {every} GROUP BY node").splitlines())
        with open(self.times / f"times_{len(search['origins'])}.csv", newline="", encoding="utf-8") as file:
            ours = {row["node"]: float(row["seconds"]) for row in csv.DictReader(file)}
        nodes = ours.keys() | theirs.keys()
        agree = sum(node in ours and node in theirs and abs(ours[node] - float(theirs[node])) <= 0.1 for node in nodes)
        return statistics.median(took_ms), 100 * agree / len(nodes)
