No tool's queries: what SQL means where the evaluator could be wrong.

-- a full join
SELECT a.x, b.y FROM (VALUES (1), (2), (NULL)) a(x) FULL JOIN (VALUES (2), (3), (NULL)) b(y) ON a.x = b.y WHERE current_schema() = 'public' ORDER BY 1, 2;

-- a right join of a left join
SELECT a.x, b.y, c.z FROM (VALUES (1), (2)) a(x) LEFT JOIN (VALUES (2), (3)) b(y) ON a.x = b.y RIGHT JOIN (VALUES (1), (9)) c(z) ON c.z = a.x WHERE current_schema() = 'public' ORDER BY 3;

-- a left join of an inner join in parentheses
SELECT a.x, b.y, c.z FROM (VALUES (1), (2), (3)) a(x) LEFT JOIN ((VALUES (1), (2)) b(y) JOIN (VALUES (2), (3)) c(z) ON b.y = c.z) ON a.x = b.y WHERE current_schema() = 'public' ORDER BY 1;

-- conditions of a left join on its left side
SELECT a.x, b.y FROM (VALUES (1), (2)) a(x) LEFT JOIN (VALUES (1), (2)) b(y) ON a.x = b.y AND a.x > 1 WHERE current_schema() = 'public' ORDER BY 1;

-- a condition behind a left join
SELECT a.x, b.y FROM (VALUES (1), (2)) a(x) LEFT JOIN (VALUES (1)) b(y) ON a.x = b.y WHERE b.y IS NULL AND current_schema() = 'public';

-- joins with USING and NATURAL
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) a(k, v) JOIN (VALUES (1, 'x'), (3, 'y')) b(k, w) USING (k) NATURAL LEFT JOIN (VALUES (1, true)) c(k, u) WHERE current_schema() = 'public';

-- NOT IN and NULL
SELECT x, x NOT IN (1, NULL) AS a, x IN (1, NULL) AS b, x NOT IN (SELECT y FROM (VALUES (1), (NULL)) t(y)) AS c, x = ANY (ARRAY[1, NULL]) AS d, x <> ALL (ARRAY[3, NULL]) AS e
FROM (VALUES (1), (2), (NULL)) v(x) WHERE current_schema() = 'public' ORDER BY x;

-- NULL among conditions
SELECT a, b, a AND b AS con, a OR b AS dis, NOT a AS non, a IS TRUE AS t, a IS NOT FALSE AS nf, a IS DISTINCT FROM b AS d, COALESCE(a, b) AS c, NULLIF(a, b) AS n
FROM (VALUES (true), (false), (NULL::bool)) x(a), (VALUES (true), (false), (NULL::bool)) y(b) WHERE current_schema() = 'public' ORDER BY a, b;

-- order and NULL
SELECT x FROM (VALUES (2), (NULL), (1)) v(x) WHERE current_schema() = 'public' ORDER BY x DESC NULLS LAST;

-- aggregates of nothing
SELECT count(*) AS n, count(x) AS m, sum(x) AS s, max(x) AS h, array_agg(x) AS a, string_agg(x::text, ',') AS t, bool_and(x > 0) AS b FROM (VALUES (1)) v(x) WHERE x > 1 AND current_schema() = 'public';

-- aggregates with DISTINCT, FILTER and ORDER BY
SELECT count(DISTINCT x) AS d, array_agg(DISTINCT x ORDER BY x DESC) AS a, string_agg(y, '-' ORDER BY x DESC, y) FILTER (WHERE x > 1) AS s, sum(x) AS t, avg(x) > 1 AS m, bool_or(x = 3) AS o
FROM (VALUES (1, 'a'), (2, 'b'), (2, 'c'), (NULL, 'd')) v(x, y) WHERE current_schema() = 'public';

-- groups of NULL, HAVING, a position and a new name
SELECT x % 2 AS odd, count(*) AS n, min(x) AS low FROM (VALUES (1), (2), (3), (NULL), (NULL)) v(x) WHERE current_schema() = 'public' GROUP BY odd HAVING count(*) > 1 ORDER BY 1;

-- window numbers
SELECT x, row_number() OVER (PARTITION BY x % 2 ORDER BY x DESC) AS r, rank() OVER (ORDER BY x / 2) AS k, dense_rank() OVER (ORDER BY x / 2) AS d, count(*) OVER (PARTITION BY x % 2) AS c, sum(x) OVER (ORDER BY x) AS s
FROM (VALUES (1), (2), (3), (4)) v(x) WHERE current_schema() = 'public' ORDER BY x;

-- set operations and their precedence
SELECT x FROM (VALUES (1), (2), (2)) a(x) WHERE current_schema() = 'public' UNION ALL SELECT 2 EXCEPT ALL SELECT 2 INTERSECT SELECT 2 ORDER BY 1 DESC;

-- types of a union
SELECT 1 AS a, NULL AS b, 'x' AS c, 1 AS d WHERE current_schema() = 'public' UNION SELECT 2.5, 7, NULL, 3000000000 ORDER BY 1;

-- series in the list
SELECT x, generate_series(1, x) AS g, unnest(ARRAY['a', 'b']) AS u FROM (VALUES (1), (3)) v(x) WHERE current_schema() = 'public' ORDER BY 1, 2, 3;

-- functions side by side, with numbers
SELECT * FROM unnest(ARRAY[10, 20, 30]) WITH ORDINALITY AS t(v, n) JOIN ROWS FROM (generate_series(1, 2), unnest(ARRAY['p', 'q', 'r'])) AS r(a, b) ON r.a = t.n WHERE current_schema() = 'public' ORDER BY n;

-- lateral
SELECT x, s.g, q.t FROM (VALUES (1), (2)) v(x) CROSS JOIN LATERAL generate_series(x, 2) AS s(g) LEFT JOIN LATERAL (SELECT s.g * 10 AS t WHERE v.x = 1) q ON true WHERE current_schema() = 'public' ORDER BY 1, 2;

-- subqueries that name what is around
SELECT c.relname, (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0) AS n, EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AS keyed,
       ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attnotnull ORDER BY a.attnum DESC) AS needed
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1;

-- rows
SELECT (x, y) = (1, 'a') AS same, (x, y) IN ((1, 'a'), (2, 'c')) AS member, (x, y) IN (SELECT 2, 'b'::text) AS found, ROW(x, y) AS r FROM (VALUES (1, 'a'), (2, 'b')) v(x, y) WHERE current_schema() = 'public' ORDER BY x;

-- arrays
SELECT a[1] AS first, a[2:3] AS slice, a || 9 AS longer, 0 || a AS before, a @> ARRAY[2] AS has, a && ARRAY[7, 8] AS meets, array_length(a, 1) AS n, array_position(a, 3) AS p, array_remove(a, 2) AS r, array_to_string(a, '+') AS s, a::text AS t, '{4,5}'::int[] AS l, a = ARRAY[1, 2, 3] AS e
FROM (VALUES (ARRAY[1, 2, 3])) v(a) WHERE current_schema() = 'public';

-- arrays of texts that need quotes
SELECT ARRAY['a b', 'c"d', '', NULL, 'null', 'x,y', 'back\slash', '{}'] AS a, '{"a b",NULL,"c\"d"}'::text[] AS b WHERE current_schema() = 'public';

-- vectors begin at 0
SELECT '3 1 2'::int2vector AS v, ('3 1 2'::int2vector)[0] AS first, ('3 1 2'::int2vector)[3] AS none, array_lower('3 1 2'::int2vector, 1) AS low, array_upper('3 1 2'::int2vector, 1) AS high, 1 = ANY ('3 1 2'::int2vector) AS has WHERE current_schema() = 'public';

-- numbers
SELECT 7 / 2 AS a, -7 / 2 AS b, -7 % 3 AS c, 7.0 / 2 AS d, 2 ^ 3 AS e, 5 & 3 AS f, 5 | 3 AS g, 1 << 4 AS h, 2147483647 + 1::bigint AS i, round(2.5) AS j, '12'::int + 1 AS k, 1.5::int AS l, 5 > 4.5 AS m, -5 AS n, abs(-3) AS o WHERE current_schema() = 'public';

-- texts
SELECT 'a' || 1 AS a, upper('ab') AS b, left('hello', -2) AS c, right('hello', 2) AS d, substring('hello' from 2 for 3) AS e, position('l' in 'hello') AS f, trim(both 'x' from 'xxhixx') AS g, split_part('a,b,c', ',', 2) AS h, replace('aaa', 'a', 'b') AS i, length('häß') AS j, E'a\tb' AS k, $q$it's$q$ AS l, 'it''s' AS m, concat('a', NULL, 1) AS n, concat_ws('-', 'a', NULL, 'b') AS o, format('%I.%s=%L', 'A b', 1, 'x''y') AS p, quote_ident('select') AS q, repeat('ab', 2) AS r, lpad_is_not_here IS NULL AS s
FROM (VALUES (NULL::text)) v(lpad_is_not_here) WHERE current_schema() = 'public';

-- patterns
SELECT x, x LIKE 'a%' AS a, x ILIKE 'A_c' AS b, x NOT LIKE '%b%' AS c, x LIKE 'a\_c' AS d, x LIKE 'a!_c' ESCAPE '!' AS e, x ~ '^a.c$' AS f, x !~ 'b' AS g, x ~* 'A' AS h, x OPERATOR(pg_catalog.~) '^(abc|a_c)$' COLLATE pg_catalog.default AS i, regexp_replace(x, '(a)(.)', '\2\1') AS j, x LIKE ANY (ARRAY['z%', 'ab%']) AS k
FROM (VALUES ('abc'), ('a_c'), (NULL)) v(x) WHERE current_schema() = 'public' ORDER BY x;

-- casts
SELECT 't'::bool AS a, 'off'::bool AS b, 1::bool AS c, true::int AS d, true::text AS e, 16::regtype AS f, 'int4'::regtype AS g, 'character varying'::regtype::oid AS h, 'pg_class'::regclass AS i, 'pg_catalog'::regnamespace AS j, 'text[]'::regtype AS k, 1259::oid::regclass AS l, 0::regclass AS m, '2020-01-02'::date AS n, interval '1 day' AS o, CAST('5' AS smallint) AS p, pg_typeof(1) AS q, pg_typeof('x'::name) AS r, 'timestamp with time zone'::regtype AS s, format_type(1043, 14) AS t, format_type(1700, 786438) AS u, format_type(1184, 3) AS v, format_type(0, NULL) AS w, format_type(1016, -1) AS x;

-- CASE
SELECT x, CASE x WHEN 1 THEN 'one' WHEN NULL THEN 'null' END AS a, CASE WHEN x > 1 THEN x ELSE 0.5 END AS b, CASE WHEN x IS NULL THEN 'n' ELSE x::text END AS c FROM (VALUES (1), (2), (NULL)) v(x) WHERE current_schema() = 'public' ORDER BY x;

-- DISTINCT and DISTINCT ON
SELECT DISTINCT ON (x % 2) x % 2 AS k, x FROM (VALUES (1), (2), (3), (4)) v(x) WHERE current_schema() = 'public' ORDER BY x % 2, x DESC;

-- limits
SELECT x FROM generate_series(1, 10) AS g(x) WHERE current_schema() = 'public' ORDER BY x DESC LIMIT 3 OFFSET 2;

-- counting by recursion
WITH RECURSIVE t(n, f) AS (SELECT 1, 1::bigint UNION ALL SELECT n + 1, f * (n + 1) FROM t WHERE n < 8), u AS (SELECT max(f) AS m FROM t) SELECT t.n, t.f, u.m FROM t, u WHERE current_schema() = 'public' ORDER BY n;

-- names of columns without names
SELECT 1, 'x', 1 + 1, upper('a'), 'a'::text, 1::int4, CASE WHEN true THEN 1 END, ARRAY[1], (SELECT 2 AS two), EXISTS (SELECT 1), current_user IS NULL, count(*), coalesce(1, 2), nullif(1, 2), (ARRAY[1])[1], true, NULL, -1, c.relkind::text, max(c.relname) FROM pg_class c WHERE c.relname = 'orders' GROUP BY c.relkind;

-- whole rows
SELECT v, (v).b, row_to_json(v) AS j, to_json(ARRAY[1, 2]) AS a FROM (VALUES (1, 'x y'), (2, NULL)) v(a, b) WHERE current_schema() = 'public' ORDER BY (v).a;

-- exact quotients
SELECT 1 / 3.0 AS a, 12345.6 / 7 AS b, 2 / 1234567.0 AS c, 100000000 / 3.0 AS d, 0.5 / 3 AS e, round(2.345, 2) AS f, 1.10 + 2 AS g, 2.5 * 1.25 AS h, 7.5 % 2 AS i WHERE current_schema() = 'public';
