-- Values of every type, as psql shows them.
\set QUIET off
\pset null (null)
SELECT TRUE AS yes, FALSE AS no, NULL::BOOLEAN AS nothing;
SELECT 1 AS int, -2147483648::INTEGER AS least, 9223372036854775807 AS most;
SELECT 1.5::DOUBLE AS d, 1e20::DOUBLE AS big, 1e-10::DOUBLE AS small, 0.1::DOUBLE + 0.2::DOUBLE AS sum;
SELECT 'NaN'::DOUBLE AS nan, 'Infinity'::DOUBLE AS inf, '-Infinity'::DOUBLE AS neg, '-0'::DOUBLE AS zero;
SELECT 123.4500::DECIMAL(10,4) AS exact, -0.01::DECIMAL(5,2) AS low, 0::DECIMAL(5,2) AS zero;
SELECT 99999999999999999999999999999999999999::DECIMAL(38,0) AS long;
SELECT 'text' AS t, '' AS empty, 'ünïcödé €' AS wide, E'a\tb' AS tab;
SELECT DATE '2024-02-29' AS day, DATE '0001-01-01' AS first, DATE '9999-12-31' AS last;
SELECT TIMESTAMP '2024-02-29 12:34:56' AS at, TIMESTAMP '2024-02-29 12:34:56.789' AS millis, TIMESTAMP '1969-12-31 23:59:59.000001' AS before;
SELECT '2024-02-29 12:34:56+00'::TIMESTAMPTZ AS at, '2024-02-29 12:34:56.5+02'::TIMESTAMPTZ AS half;
SELECT INTERVAL '1 year 2 months 3 days 04:05:06.5' AS long, INTERVAL '-1 day' AS back, INTERVAL '0 seconds' AS none;
SELECT '01234567-89ab-cdef-0123-456789abcdef'::UUID AS id;
SELECT '{"a": [1, 2, {"b": null}]}'::JSON AS doc;
SELECT [1, 2, NULL]::INTEGER[] AS ints, ['a', 'b c', 'd"e', ''] AS texts, []::INTEGER[] AS none;
SELECT [DATE '2024-01-01'] AS days, [1.50::DECIMAL(4,2)] AS exact;
SELECT sum(i) AS huge, avg(i) AS avg FROM range(5) t(i);
SELECT 1::SMALLINT AS small, 1::TINYINT AS tiny, 1.5::FLOAT AS float;
SELECT count(*) FROM range(1000);
SELECT i, i * i AS square FROM range(3) t(i) ORDER BY i;
VALUES (1, 'a'), (2, 'b');
WITH w AS (SELECT 1 AS x) SELECT x + 1 AS y FROM w;
TABLE nothing;
SELECT 1 AS "Quoted Name", 2 AS "sel""ect";
SELECT 1, 2, 3;
SELECT '2024-01-01'::DATE - '2023-01-01'::DATE AS days;
COPY (SELECT 1, 'a' || chr(9) || 'b', NULL) TO STDOUT;
COPY (SELECT 1 AS x, 'a,b' AS y, NULL AS z) TO STDOUT WITH (FORMAT csv, HEADER);
COPY (SELECT * FROM nothing) TO STDOUT;
CREATE TABLE copied (id INTEGER PRIMARY KEY, name TEXT, day DATE);
COPY copied FROM STDIN;
1	one	2024-01-01
2	\N	\N
3	th\tree	2024-03-03
\.
COPY copied (id, name) FROM STDIN WITH (FORMAT csv, DELIMITER ';');
4;"fo;ur"
5;
\.
COPY copied FROM STDIN;
6	six	no day
\.
SELECT * FROM copied ORDER BY id;
COPY copied TO '/tmp/file';
\copy (SELECT count(*) FROM copied) TO STDOUT
