The catalog's views, each behind a line with its name. A column that a query does not name is NULL.
The information_schema lists live tables as views, which PostgreSQL does not do with its materialised
views: clients that know no other catalog would not find them.

-- pg_catalog.pg_roles
SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
       rolconnlimit, '********' AS rolpassword, rolvaliduntil, rolbypassrls, oid
FROM pg_authid

-- pg_catalog.pg_user
SELECT rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper,
       rolreplication AS userepl, rolbypassrls AS usebypassrls, '********' AS passwd
FROM pg_authid WHERE rolcanlogin

-- pg_catalog.pg_shadow
SELECT rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper,
       rolreplication AS userepl, rolbypassrls AS usebypassrls
FROM pg_authid WHERE rolcanlogin

-- pg_catalog.pg_tables
SELECT n.nspname AS schemaname, c.relname AS tablename, pg_get_userbyid(c.relowner) AS tableowner,
       c.relhasindex AS hasindexes, c.relhasrules AS hasrules, c.relhastriggers AS hastriggers,
       c.relrowsecurity AS rowsecurity
FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')

-- pg_catalog.pg_views
SELECT n.nspname AS schemaname, c.relname AS viewname, pg_get_userbyid(c.relowner) AS viewowner,
       pg_get_viewdef(c.oid) AS definition
FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v'

-- pg_catalog.pg_matviews
SELECT n.nspname AS schemaname, c.relname AS matviewname,
       pg_get_userbyid(c.relowner) AS matviewowner, c.relhasindex AS hasindexes,
       c.relispopulated AS ispopulated, pg_get_viewdef(c.oid) AS definition
FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm'

-- pg_catalog.pg_indexes
SELECT n.nspname AS schemaname, c.relname AS tablename, i.relname AS indexname,
       pg_get_indexdef(i.oid) AS indexdef
FROM pg_index x
     JOIN pg_class c ON c.oid = x.indrelid
     JOIN pg_class i ON i.oid = x.indexrelid
     LEFT JOIN pg_namespace n ON n.oid = c.relnamespace

-- pg_catalog.pg_stat_all_tables
SELECT c.oid AS relid, n.nspname AS schemaname, c.relname AS relname,
       CASE WHEN c.reltuples < 0 THEN 0 ELSE c.reltuples END::bigint AS n_live_tup,
       0::bigint AS n_dead_tup
FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 't', 'm', 'p')

-- pg_catalog.pg_stat_user_tables
SELECT relid, schemaname, relname, n_live_tup, n_dead_tup FROM pg_stat_all_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')

-- pg_catalog.pg_statio_user_tables
SELECT relid, schemaname, relname FROM pg_stat_user_tables

-- pg_catalog.pg_stat_user_indexes
SELECT x.indrelid AS relid, x.indexrelid AS indexrelid, n.nspname AS schemaname,
       c.relname AS relname, i.relname AS indexrelname
FROM pg_index x
     JOIN pg_class c ON c.oid = x.indrelid
     JOIN pg_class i ON i.oid = x.indexrelid
     LEFT JOIN pg_namespace n ON n.oid = c.relnamespace

-- pg_catalog.pg_stat_database
SELECT oid AS datid, datname, 1 AS numbackends FROM pg_database

-- pg_catalog.pg_stat_activity
SELECT d.oid AS datid, d.datname, pg_backend_pid() AS pid, r.oid AS usesysid, r.rolname AS usename,
       current_setting('application_name', true) AS application_name, 'active' AS state
FROM pg_database d JOIN pg_authid r ON r.rolname = current_user

-- information_schema.information_schema_catalog_name
SELECT current_database() AS catalog_name

-- information_schema.schemata
SELECT current_database() AS catalog_name, nspname AS schema_name,
       pg_get_userbyid(nspowner) AS schema_owner
FROM pg_namespace

-- information_schema.tables
SELECT current_database() AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       CASE WHEN c.relkind IN ('v', 'm') THEN 'VIEW' ELSE 'BASE TABLE' END AS table_type,
       CASE WHEN has_table_privilege(c.oid, 'INSERT') THEN 'YES' ELSE 'NO' END AS is_insertable_into,
       'NO' AS is_typed
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')

-- information_schema.views
SELECT current_database() AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       pg_get_viewdef(c.oid) AS view_definition, 'NONE' AS check_option, 'NO' AS is_updatable,
       'NO' AS is_insertable_into, 'NO' AS is_trigger_updatable, 'NO' AS is_trigger_deletable,
       'NO' AS is_trigger_insertable_into
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm')

-- information_schema.columns
SELECT current_database() AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       a.attname AS column_name, a.attnum::integer AS ordinal_position,
       CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END AS is_nullable,
       CASE WHEN b.typelem <> 0 AND b.typlen = -1 THEN 'ARRAY'
            ELSE format_type(b.oid, NULL) END AS data_type,
       CASE WHEN b.oid = 1043 AND a.atttypmod > 4 THEN a.atttypmod - 4 END
           AS character_maximum_length,
       CASE WHEN b.typcategory = 'S' AND b.oid <> 19 THEN 1073741824 END AS character_octet_length,
       CASE b.oid WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 700 THEN 24 WHEN 701 THEN 53
            WHEN 1700 THEN CASE WHEN a.atttypmod <> -1 THEN ((a.atttypmod - 4) >> 16) & 65535 END
            END AS numeric_precision,
       CASE WHEN b.oid IN (21, 23, 20, 700, 701) THEN 2 WHEN b.oid = 1700 THEN 10 END
           AS numeric_precision_radix,
       CASE WHEN b.oid IN (21, 23, 20) THEN 0
            WHEN b.oid = 1700 AND a.atttypmod <> -1 THEN (a.atttypmod - 4) & 65535 END
           AS numeric_scale,
       CASE WHEN b.oid = 1082 THEN 0 WHEN b.oid IN (1083, 1114, 1184, 1186, 1266) THEN 6 END
           AS datetime_precision,
       CASE WHEN b.oid = 1186 THEN NULL END AS interval_type,
       CASE WHEN t.typtype = 'd' THEN current_database() END AS domain_catalog,
       CASE WHEN t.typtype = 'd' THEN tn.nspname END AS domain_schema,
       CASE WHEN t.typtype = 'd' THEN t.typname END AS domain_name,
       current_database() AS udt_catalog, bn.nspname AS udt_schema, b.typname AS udt_name,
       a.attnum::text AS dtd_identifier, 'NO' AS is_self_referencing, 'NO' AS is_identity,
       'NO' AS identity_cycle, 'NEVER' AS is_generated,
       CASE WHEN has_table_privilege(c.oid, 'INSERT') THEN 'YES' ELSE 'NO' END AS is_updatable
FROM pg_attribute a
     JOIN pg_class c ON c.oid = a.attrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_type t ON t.oid = a.atttypid
     JOIN pg_namespace tn ON tn.oid = t.typnamespace
     JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
     JOIN pg_namespace bn ON bn.oid = b.typnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'm', 'p', 'f')

-- information_schema.table_constraints
SELECT current_database() AS constraint_catalog, n.nspname AS constraint_schema,
       k.conname AS constraint_name, current_database() AS table_catalog,
       n.nspname AS table_schema, c.relname AS table_name,
       CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' WHEN 'f' THEN 'FOREIGN KEY'
            ELSE 'CHECK' END AS constraint_type,
       'NO' AS is_deferrable, 'NO' AS initially_deferred, 'YES' AS enforced,
       CASE WHEN k.contype = 'u' THEN 'YES' END AS nulls_distinct
FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace

-- information_schema.key_column_usage
SELECT current_database() AS constraint_catalog, n.nspname AS constraint_schema,
       k.conname AS constraint_name, current_database() AS table_catalog,
       n.nspname AS table_schema, c.relname AS table_name, a.attname AS column_name,
       u.place::integer AS ordinal_position
FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS u(number, place)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number
WHERE k.contype IN ('p', 'u', 'f')

-- information_schema.constraint_column_usage
SELECT current_database() AS table_catalog, table_schema, table_name, column_name,
       current_database() AS constraint_catalog, constraint_schema, constraint_name
FROM information_schema.key_column_usage

-- information_schema.constraint_table_usage
SELECT DISTINCT current_database() AS table_catalog, table_schema, table_name,
       current_database() AS constraint_catalog, constraint_schema, constraint_name
FROM information_schema.key_column_usage

-- information_schema.table_privileges
SELECT 'tidemill' AS grantor, current_user AS grantee, current_database() AS table_catalog,
       n.nspname AS table_schema, c.relname AS table_name, p.privilege AS privilege_type,
       'NO' AS is_grantable, CASE WHEN p.privilege = 'SELECT' THEN 'YES' ELSE 'NO' END
           AS with_hierarchy
FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS p(privilege)
WHERE c.relkind IN ('r', 'v', 'p', 'f', 'm') AND has_table_privilege(c.oid, p.privilege)

-- information_schema.role_table_grants
SELECT grantor, grantee, table_catalog, table_schema, table_name, privilege_type, is_grantable,
       with_hierarchy
FROM information_schema.table_privileges

-- information_schema.enabled_roles
SELECT rolname AS role_name FROM pg_authid WHERE rolname = current_user

-- information_schema.applicable_roles
SELECT current_user AS grantee, rolname AS role_name, 'NO' AS is_grantable
FROM pg_authid WHERE false

-- information_schema.routines
SELECT current_database() AS specific_catalog, n.nspname AS specific_schema,
       p.proname || '_' || p.oid::text AS specific_name, current_database() AS routine_catalog,
       n.nspname AS routine_schema, p.proname AS routine_name,
       CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'f' THEN 'FUNCTION' END AS routine_type,
       format_type(p.prorettype, NULL) AS data_type, t.typname AS type_udt_name,
       'EXTERNAL' AS routine_body, upper(l.lanname) AS external_language,
       CASE WHEN p.provolatile = 'i' THEN 'YES' ELSE 'NO' END AS is_deterministic,
       'MODIFIES' AS sql_data_access, 'INVOKER' AS security_type
FROM pg_proc p
     JOIN pg_namespace n ON n.oid = p.pronamespace
     JOIN pg_language l ON l.oid = p.prolang
     LEFT JOIN pg_type t ON t.oid = p.prorettype

-- information_schema.parameters
SELECT current_database() AS specific_catalog, n.nspname AS specific_schema,
       p.proname || '_' || p.oid::text AS specific_name, u.place::integer AS ordinal_position,
       'IN' AS parameter_mode, 'NO' AS is_result, 'NO' AS as_locator,
       format_type(u.type, NULL) AS data_type, t.typname AS udt_name
FROM pg_proc p
     JOIN pg_namespace n ON n.oid = p.pronamespace
     CROSS JOIN LATERAL unnest(p.proargtypes) WITH ORDINALITY AS u(type, place)
     LEFT JOIN pg_type t ON t.oid = u.type

-- information_schema.character_sets
SELECT 'UTF8' AS character_set_name, 'UCS' AS character_repertoire, 'UTF8' AS form_of_use,
       current_database() AS default_collate_catalog, 'pg_catalog' AS default_collate_schema,
       'C' AS default_collate_name

-- information_schema.collations
SELECT current_database() AS collation_catalog, n.nspname AS collation_schema,
       c.collname AS collation_name, 'NO PAD' AS pad_attribute
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
