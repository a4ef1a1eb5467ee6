-- What psql finds out about tables, and how it shows it.
\set QUIET off
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, joined DATE DEFAULT DATE '2024-01-01', credit DECIMAL(10,2) DEFAULT 0, CONSTRAINT credit_is_none_or_more CHECK (credit >= 0));
CREATE TABLE visits (customer INTEGER, page TEXT, at TIMESTAMP);
CREATE INDEX visits_page ON visits (page);
CREATE LIVE TABLE visits_by_page AS SELECT page, count(*) AS visits FROM visits GROUP BY page;
\d
\d customers
\d visits
\d visits_by_page
\d+ customers
\d+ visits_by_page
\d nothing
\d customers_pkey
\dt
\dt c*
\dt+ customers
\dm
\di
\dn
\dp customers
\df
\dT int4
SELECT datname, pg_encoding_to_char(encoding) AS encoding FROM pg_database;
SELECT rolname, rolsuper FROM pg_roles ORDER BY rolname;
\sv visits_by_page
\x on
SELECT 1 AS one, 'two' AS two;
\d visits
\x auto
\timing off
SELECT relname, relkind FROM pg_class WHERE relname LIKE 'visits%' ORDER BY relname;
SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1;
SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'customers' ORDER BY ordinal_position;
SELECT constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_name = 'customers' ORDER BY 1;
SELECT 'customers'::regclass, 'customers'::regclass::oid = (SELECT oid FROM pg_class WHERE relname = 'customers') AS same;
SELECT 'nothing'::regclass;
SELECT pg_typeof(1);
SELECT has_table_privilege('customers', 'SELECT');
SELECT current_user, session_user;
SELECT version() LIKE 'PostgreSQL 17%' AS version;
SHOW server_version_num;
SELECT current_setting('server_version_num')::integer >= 170000 AS new;
SELECT name, setting FROM pg_settings WHERE name = 'TimeZone';
SELECT to_regclass('nothing') IS NULL AS none;
SELECT format_type(1700, 524294);
SELECT obj_description('customers'::regclass);
