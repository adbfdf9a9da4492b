"""Columns of form 01/TCD over the Parquet of many units, written by hand: `by_hand.py FOLDER FIRST LAST`.

The witness of the benchmark: nothing of `reception`, one query, DuckDB alone.
"""

import sys

import duckdb

QUERY = """
WITH v AS (
  SELECT unit, line, incident, people, is_group, is_first, single, alone, status,
    CASE WHEN session = 'regular' THEN 'regular' WHEN session IN ('periodic', 'adhoc') THEN host ELSE '' END AS block
  FROM read_parquet('{folder}/links/*/*/*.parquet', hive_partitioning = true)
  WHERE counted = 1 AND day BETWEEN '{first}' AND '{last}' AND year BETWEEN {first_year} AND {last_year}),
visits AS (
  SELECT block, count(*) AS visits, sum(people) AS people, sum(is_group) AS groups,
    sum(CASE WHEN is_group = 1 THEN people END) AS members
  FROM (SELECT *, row_number() OVER (PARTITION BY unit, line ORDER BY incident) AS n FROM v WHERE single = 0
    UNION ALL SELECT *, 1 AS n FROM v WHERE single = 1) WHERE n = 1 GROUP BY block),
matters AS (
  SELECT block, max(is_first) AS is_first, max(is_group) AS in_group FROM v WHERE status IS NOT NULL AND alone = 0
  GROUP BY unit, incident, block UNION ALL
  SELECT block, is_first, is_group FROM v WHERE status IS NOT NULL AND alone = 1)
SELECT (SELECT list((block, visits, people, groups, members) ORDER BY block) FROM visits),
  (SELECT list((block, is_first, in_group, n) ORDER BY block, is_first, in_group) FROM
    (SELECT block, is_first, in_group, count(*) AS n FROM matters GROUP BY ALL))
"""

if __name__ == "__main__":
    folder, first, last = sys.argv[1:]
    years = {"first_year": first[:4], "last_year": last[:4]}
    print(duckdb.sql(QUERY.format(folder=folder, first=first, last=last, **years)).fetchall())
