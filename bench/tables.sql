-- Some of very many small tables, each with a key, a unique and a plain index, a check, a sequence and 20 rows.
-- Needs psql's variables first and last.
SET synchronous_commit = off;
SELECT format('CREATE TABLE t%1$s (id serial PRIMARY KEY, code text UNIQUE, ref int CHECK (ref > 0), at timestamptz DEFAULT now());'
  'CREATE INDEX ON t%1$s (at); INSERT INTO t%1$s (code, ref) SELECT ''c'' || i, i FROM generate_series(1, 20) i', n)
FROM generate_series(:first, :last) n \gexec
