-- The measured SQLite file: the same kind of events, in WAL mode. The sqlite3 program reads it after a table "size" with the number of rows.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE events (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, uid TEXT NOT NULL, customer_id INTEGER NOT NULL,
  payload TEXT NOT NULL, message TEXT NOT NULL, amount NUMERIC);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT rows FROM temp.size))
INSERT INTO events
SELECT i,
  strftime('%Y-%m-%d %H:%M:%S', 1704067200 + 9 * i, 'unixepoch') || printf('.%06d+00', abs(random() % 1000000)),
  lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6))),
  1 + min(abs(random() % 20000), abs(random() % 20000)),
  printf('{"ms": %d, "path": "/%s/%d", "type": "%s", "mobile": %s, "status": %d, "session": "%s", "user_id": %d}',
    abs(random() % 1100), substr('productsarticlesaccountscartitem', 1 + 8 * abs(random() % 4), 8), abs(random() % 20000),
    CASE abs(random() % 5) WHEN 0 THEN 'click' WHEN 1 THEN 'search' WHEN 2 THEN 'add_to_cart' WHEN 3 THEN 'login' ELSE 'page_view' END,
    CASE WHEN random() < 0 THEN 'true' ELSE 'false' END,
    CASE abs(random() % 8) WHEN 0 THEN 302 WHEN 1 THEN 404 WHEN 2 THEN 500 ELSE 200 END,
    lower(hex(randomblob(8))), abs(random() % 200000)),
  printf('%s from 10.%d.%d.%d in %d ms, trace %s',
    CASE abs(random() % 4) WHEN 0 THEN 'session resumed' WHEN 1 THEN 'cache miss, request served' ELSE 'request served' END,
    abs(random() % 4), abs(random() % 256), abs(random() % 256), abs(random() % 1000), lower(hex(randomblob(4)))),
  CASE WHEN abs(random() % 10) < 7 THEN round(abs(random() % 100000) / 100.0, 2) END
FROM n;
CREATE INDEX events_at ON events (at);
CREATE UNIQUE INDEX events_uid ON events (uid);
PRAGMA wal_checkpoint(TRUNCATE);
