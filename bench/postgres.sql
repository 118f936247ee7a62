-- What the measured database holds: pgbench's tables, a large table of events with JSON, UUIDs and text, tables with foreign keys, many
-- small ones, a view, a sequence and two large objects. Needs psql's variables events, accounts, customers, orders, blob.
-- Every value comes from random() after one setseed, in one session: the same data each time.
SELECT setseed(0.42);

CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88));
CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int REFERENCES pgbench_branches, tbalance int, filler char(84));
CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84));
CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
INSERT INTO pgbench_branches SELECT i, 0, NULL FROM generate_series(1, 1 + :accounts / 100000) i;
INSERT INTO pgbench_tellers SELECT i, 1 + (i - 1) / 10, 0, NULL FROM generate_series(1, 10 * (1 + :accounts / 100000)) i;
INSERT INTO pgbench_accounts SELECT i, 1 + (i - 1) / 100000, 0, '' FROM generate_series(1, :accounts) i;
ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid);
ALTER TABLE pgbench_accounts ADD FOREIGN KEY (bid) REFERENCES pgbench_branches;

CREATE TABLE customers (
  id int PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL, country char(2) NOT NULL,
  created timestamptz NOT NULL, notes text);
INSERT INTO customers
SELECT i, format('user%s@%s.example', i, (ARRAY['mail', 'post', 'corp', 'uni'])[1 + floor(4 * random())::int]),
  (ARRAY['Ada', 'Grace', 'Linus', 'Edsger', 'Barbara', 'Ken', 'Radia', 'Alan'])[1 + floor(8 * random())::int] || ' ' ||
  (ARRAY['Meyer', 'Smith', 'Tanaka', 'Rossi', 'Novák', 'García', 'Dubois', 'Kim'])[1 + floor(8 * random())::int],
  (ARRAY['DE', 'US', 'JP', 'IT', 'CZ', 'ES', 'FR', 'KR'])[1 + floor(8 * random())::int],
  timestamptz '2020-01-01 00:00+00' + random() * interval '4 years',
  CASE WHEN random() < 0.2 THEN E'called; asked for "invoice"\nsecond line\twith a tab' END
FROM generate_series(1, :customers) i;

CREATE TABLE events (
  id bigint NOT NULL, at timestamptz NOT NULL, uid uuid NOT NULL, customer_id int NOT NULL,
  payload jsonb NOT NULL, message text NOT NULL, amount numeric(12,2));
INSERT INTO events
SELECT i,
  timestamptz '2024-01-01 00:00+00' + i * interval '9 seconds' + random() * interval '8 seconds',
  md5(i || ':' || random())::uuid,
  1 + floor(:customers * random() ^ 2)::int,
  jsonb_build_object(
    'type', (ARRAY['page_view', 'click', 'search', 'add_to_cart', 'login', 'logout', 'checkout', 'api_call'])[1 + floor(8 * random() ^ 2)::int],
    'user_id', floor(200000 * random())::int,
    'session', substr(md5(random()::text), 1, 16),
    'path', '/' || (ARRAY['products', 'articles', 'account', 'cart', 'help'])[1 + floor(5 * random() ^ 2)::int] || '/' || floor(20000 * random())::int,
    'status', (ARRAY[200, 200, 200, 200, 200, 302, 404, 500])[1 + floor(8 * random())::int],
    'ms', floor(exp(7 * random()))::int,
    'mobile', random() < 0.4),
  format('%s from 10.%s.%s.%s in %s ms, trace %s',
    (ARRAY['request served', 'cache miss, request served', 'session resumed', 'payment accepted', 'user not found', 'upstream timed out, retried'])[1 + floor(6 * random() ^ 2)::int],
    floor(4 * random()), floor(256 * random()), floor(256 * random()), floor(1000 * random()), to_hex((random() * 4294967295)::bigint)),
  CASE WHEN random() < 0.7 THEN round((1000 * random() ^ 3)::numeric, 2) END
FROM generate_series(1, :events) i;
ALTER TABLE events ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX events_uid ON events (uid);
CREATE INDEX events_at ON events (at);
CREATE INDEX events_customer ON events (customer_id, at);
ALTER TABLE events ADD FOREIGN KEY (customer_id) REFERENCES customers;

CREATE TABLE orders (
  id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, placed timestamptz NOT NULL, total numeric(10,2));
INSERT INTO orders (customer_id, placed, total)
SELECT 1 + floor(:customers * random())::int, timestamptz '2024-01-01 00:00+00' + random() * interval '300 days',
  round((500 * random())::numeric, 2)
FROM generate_series(1, :orders);
CREATE TABLE order_items (
  order_id int REFERENCES orders ON DELETE CASCADE, line int, sku text NOT NULL, quantity int CHECK (quantity > 0),
  PRIMARY KEY (order_id, line));
INSERT INTO order_items SELECT o, l, 'SKU-' || floor(5000 * random())::int, 1 + floor(5 * random())::int
FROM generate_series(1, :orders) o, generate_series(1, 2) l;

-- Small tables, as real schemas have many of.
SELECT format('CREATE TABLE ref_%1$s (id int PRIMARY KEY, code text UNIQUE, label text, updated timestamptz DEFAULT ''2024-01-01'', attrs jsonb);'
  'INSERT INTO ref_%1$s SELECT i, ''C'' || i, ''label '' || md5((i * %2$s)::text), ''2024-02-03 04:05:06+00'', jsonb_build_object(''rank'', i, ''group'', i %% 7)'
  ' FROM generate_series(1, %2$s) i', lpad(n::text, 2, '0'), 40 * n)
FROM generate_series(1, 37) n \gexec

CREATE VIEW events_daily AS
  SELECT date_trunc('day', at) AS day, payload->>'type' AS type, count(*), sum(amount) FROM events GROUP BY 1, 2;
CREATE SEQUENCE invoice_number START 100000;
SELECT setval('invoice_number', 123456);
SELECT lo_from_bytea(500001, (SELECT string_agg(decode(md5(i::text), 'hex'), '') FROM generate_series(1, :blob / 3) i));
SELECT lo_from_bytea(500002, (SELECT string_agg(decode(md5(i::text), 'hex'), '') FROM generate_series(1, :blob) i));
