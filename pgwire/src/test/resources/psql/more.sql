-- Conditional definitions, upserts, prepared statements with \bind's kin, copies and explanations.
\set QUIET off
\pset null (null)
DROP TABLE IF EXISTS items;
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price DECIMAL(8,2));
CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, name TEXT, price DECIMAL(8,2));
INSERT INTO items VALUES (1, 'apple', 0.50), (2, 'pear', 1.25) RETURNING id + 100, upper(name);
INSERT INTO items VALUES (1, 'green apple', 0.75) ON CONFLICT (id) DO UPDATE SET name = excluded.name, price = items.price + excluded.price RETURNING *;
UPDATE items SET price = price * 2 WHERE id = 1 RETURNING id, price;
DELETE FROM items WHERE id = 2 RETURNING *;
SELECT count(*), sum(price), avg(price)::DECIMAL(8,2), max(name) FROM items;
SELECT id, CASE WHEN price > 1 THEN 'dear' ELSE 'cheap' END FROM items;
SELECT coalesce(name, 'none'), price::INTEGER, '7'::INTEGER, price IS NULL, -price, name || '!' FROM items;
SELECT extract(year FROM DATE '2024-05-06'), date_trunc('month', TIMESTAMP '2024-05-06 07:08:09');
SELECT EXISTS (SELECT 1 FROM items), 1 IN (1, 2);
VALUES (1, 'one'), (2, 'two') ORDER BY 1 DESC;
PREPARE of_id (integer) AS SELECT name FROM items WHERE id = $1;
EXECUTE of_id(1);
EXECUTE of_id('one');
PREPARE adds AS INSERT INTO items VALUES ($1, $2, $3);
EXECUTE adds(3, 'plum', 0.10);
EXECUTE adds(3, 'plum', 0.10);
SELECT name, statement FROM pg_prepared_statements ORDER BY name;
BEGIN;
SAVEPOINT a;
INSERT INTO items VALUES (4, 'fig', 1);
SAVEPOINT b;
INSERT INTO items VALUES (5, 'kiwi', 1);
ROLLBACK TO b;
RELEASE a;
SELECT id FROM items ORDER BY id;
COMMIT AND CHAIN;
SELECT count(*) FROM items;
ROLLBACK;
BEGIN READ ONLY;
INSERT INTO items VALUES (6, 'nut', 1);
END;
\copy items TO '/dev/stdout' WITH (FORMAT csv, HEADER)
COPY (SELECT count(*) FROM items) TO STDOUT WITH (FORMAT csv, HEADER);
COPY (SELECT id, name FROM items ORDER BY id) TO STDOUT WITH (DELIMITER '|', NULL 'none');
SELECT * FROM items ORDER BY id LIMIT 1 OFFSET 1;
SELECT id FROM items ORDER BY id FETCH FIRST 2 ROWS ONLY;
SELECT name FROM items WHERE name ILIKE '%PL%' AND name ~ 'l' ORDER BY 1;
SELECT * FROM generate_series(1, 3);
SELECT string_agg(name, ', ' ORDER BY id), array_agg(id ORDER BY id) FROM items;
SELECT id, row_number() OVER (ORDER BY price DESC), sum(price) OVER () FROM items ORDER BY id;
SELECT current_date = now()::DATE, length('ünïcödé');
SELECT to_char(TIMESTAMP '2024-05-06 07:08:09', 'YYYY-MM-DD HH24:MI:SS');
SELECT $$dollar 'quoted'$$, $tag$other$tag$, E'line\nbreak', U&'\0041';
SELECT 'a' 'b';
SELECT 1 AS x \gset
\echo :x
SELECT 'SELECT 2 AS made' \gexec
SELECT 1 \g (format=unaligned tuples_only=on)
SELECT id, name, price FROM items ORDER BY id \crosstabview
