-- Tables, rows and the tags of statements.
\set QUIET off
\pset null (null)
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price DECIMAL(8,2), day DATE);
CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, name TEXT, price DECIMAL(8,2), day DATE);
CREATE TABLE items (id INTEGER PRIMARY KEY);
INSERT INTO items VALUES (1, 'apple', 0.50, DATE '2024-01-31'), (2, 'pear', 1.25, NULL);
INSERT INTO items (id, name) VALUES (3, 'it''s a plum');
SELECT * FROM items ORDER BY id;
SELECT name, price * 2 AS twice FROM items WHERE price IS NOT NULL ORDER BY price DESC;
SELECT count(*), sum(price), min(day) FROM items;
UPDATE items SET price = 2.00 WHERE id >= 2;
SELECT id, price FROM items ORDER BY id;
DELETE FROM items WHERE id = 3;
DELETE FROM items WHERE id = 3;
INSERT INTO items VALUES (1, 'again', 0, NULL);
INSERT INTO items VALUES (NULL, 'no key', 0, NULL);
INSERT INTO nothing VALUES (1);
SELECT * FROM items WHERE id = 17;
SELECT FROM items;
SELECT nam FROM items;
SELECT * FROM nothing;
SELECT id,
       nothing(id)
  FROM items;
SELEC 1;
SELECT 'not closed;
';
SELECT 1 / 0;
SELECT 'x'::INTEGER;
SELECT 1; SELECT 2; SELECT 3;
SELECT 1 AS one\; SELECT 1 / 0 AS broken\; SELECT 3 AS three;
;
CREATE LIVE TABLE by_day AS SELECT day, count(*) AS n FROM items GROUP BY day;
SELECT * FROM by_day ORDER BY day NULLS LAST;
SHOW TABLES;
SHOW COLUMNS FROM items;
CREATE INDEX items_name ON items (name);
SELECT id FROM items WHERE name = 'pear' ORDER BY id;
EXPLAIN SELECT 1;
DROP INDEX items_name;
DROP LIVE TABLE by_day;
DROP TABLE items;
DROP TABLE items;
DROP TABLE IF EXISTS items;
SELECT 1 AS a, 'b' AS b, now() IS NULL AS c, 1.5 AS d \gdesc
\echo :ERROR :SQLSTATE
SELECT 1 / 0;
\echo :ERROR :SQLSTATE
\errverbose
SELECT current_database() = current_catalog AS same, current_schema();
SELECT count(*) > 0 AS has FROM pg_catalog.pg_class;
CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, balance INTEGER DEFAULT 0, CONSTRAINT solvent CHECK (balance >= 0));
INSERT INTO accounts (id, email) VALUES (1, 'ann'), (2, 'bob') RETURNING id, balance;
INSERT INTO accounts (id, email) VALUES (3, 'ann');
INSERT INTO accounts (id, email) VALUES (3, NULL);
INSERT INTO accounts (id, email) VALUES (1, 'ann') ON CONFLICT (id) DO NOTHING;
BEGIN;
UPDATE accounts SET balance = balance + 10 WHERE id = 1 RETURNING balance;
SAVEPOINT s;
UPDATE accounts SET balance = -1;
SELECT 1;
ROLLBACK TO s;
SELECT id, balance FROM accounts ORDER BY id;
COMMIT;
SELECT id, balance FROM accounts ORDER BY id;
BEGIN;
DELETE FROM accounts;
SELECT count(*) FROM accounts;
ROLLBACK;
SELECT count(*) FROM accounts;
\d accounts
\dt
