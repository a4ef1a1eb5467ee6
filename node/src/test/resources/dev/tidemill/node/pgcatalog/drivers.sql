What other drivers ask: psqlodbc, asyncpg, psycopg, pgx; and DataGrip, pgcli, dbt and Tableau.

-- psqlodbc: columns of a table
select n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, a.attnotnull, c.relhasrules, c.relkind, c.oid, pg_get_expr(d.adbin, d.adrelid), case t.typtype when 'd' then t.typbasetype else 0 end, t.typtypmod, 0, attidentity, c.relhassubclass from (((pg_catalog.pg_class c inner join pg_catalog.pg_namespace n on n.oid = c.relnamespace and c.oid = ${customers}) inner join pg_catalog.pg_attribute a on (not a.attisdropped) and a.attnum > 0 and a.attrelid = c.oid) inner join pg_catalog.pg_type t on t.oid = a.atttypid) left outer join pg_attrdef d on a.atthasdef and d.adrelid = a.attrelid and d.adnum = a.attnum order by n.nspname, c.relname, attnum;

-- psqlodbc: tables | differs: there are views in the schema tidemill
select relname, nspname, relkind from pg_catalog.pg_class c, pg_catalog.pg_namespace n where relkind in ('r', 'v', 'm', 'f', 'p') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'pg_temp_1') and n.oid = relnamespace order by nspname, relname;

-- psqlodbc: primary keys
select ta.attname, ia.attnum, ic.relname, n.nspname, tc.relname from pg_catalog.pg_attribute ta, pg_catalog.pg_attribute ia, pg_catalog.pg_class tc, pg_catalog.pg_index i, pg_catalog.pg_namespace n, pg_catalog.pg_class ic where tc.relname = 'customers' AND n.nspname = 'public' AND tc.oid = i.indrelid AND n.oid = tc.relnamespace AND i.indisprimary = 't' AND ia.attrelid = i.indexrelid AND ta.attrelid = i.indrelid AND ta.attnum = i.indkey[ia.attnum-1] AND (NOT ta.attisdropped) AND (NOT ia.attisdropped) AND ic.oid = i.indexrelid order by ia.attnum;

-- psqlodbc: indexes
select c.relname, i.indkey, i.indisunique, i.indisclustered, a.amname, c.relhasrules, n.nspname, c.oid, case when i.indexprs is null then 0 else 1 end, i.indoption from pg_catalog.pg_index i, pg_catalog.pg_class c, pg_catalog.pg_class d, pg_catalog.pg_am a, pg_catalog.pg_namespace n where d.relname = 'customers' and n.nspname = 'public' and n.oid = d.relnamespace and d.oid = i.indrelid and i.indexrelid = c.oid and c.relam = a.oid order by i.indisprimary desc, i.indisunique, n.nspname, c.relname;

-- asyncpg: types by their oids
WITH RECURSIVE typeinfo_tree(
    oid, ns, name, kind, basetype, elemtype, elemdelim,
    range_subtype, attrtypoids, attrnames, depth)
AS (
    SELECT
        ti.oid, ti.ns, ti.name, ti.kind, ti.basetype,
        ti.elemtype, ti.elemdelim, ti.range_subtype,
        ti.attrtypoids, ti.attrnames, 0
    FROM (
        SELECT
            t.oid AS oid, ns.nspname AS ns, t.typname AS name, t.typtype AS kind,
            (CASE WHEN t.typtype = 'd' THEN
                (WITH RECURSIVE typebases(oid, depth) AS (
                    SELECT t2.typbasetype AS oid, 0 AS depth
                    FROM pg_type t2
                    WHERE t2.oid = t.oid
                    UNION ALL
                    SELECT t2.typbasetype AS oid, tb.depth + 1 AS depth
                    FROM pg_type t2, typebases tb
                    WHERE tb.oid = t2.oid AND t2.typbasetype != 0
                ) SELECT oid FROM typebases ORDER BY depth DESC LIMIT 1)
                ELSE NULL
            END) AS basetype,
            t.typelem AS elemtype,
            elem_t.typdelim AS elemdelim,
            COALESCE(range_t.rngsubtype, multirange_t.rngsubtype) AS range_subtype,
            (CASE WHEN t.typtype = 'c' THEN
                (SELECT array_agg(ia.atttypid ORDER BY ia.attnum)
                 FROM pg_attribute ia INNER JOIN pg_class c ON (ia.attrelid = c.oid)
                 WHERE ia.attnum > 0 AND NOT ia.attisdropped AND c.reltype = t.oid)
                ELSE NULL
            END) AS attrtypoids,
            (CASE WHEN t.typtype = 'c' THEN
                (SELECT array_agg(ia.attname::text ORDER BY ia.attnum)
                 FROM pg_attribute ia INNER JOIN pg_class c ON (ia.attrelid = c.oid)
                 WHERE ia.attnum > 0 AND NOT ia.attisdropped AND c.reltype = t.oid)
                ELSE NULL
            END) AS attrnames
        FROM
            pg_catalog.pg_type AS t
            INNER JOIN pg_catalog.pg_namespace ns ON (ns.oid = t.typnamespace)
            LEFT JOIN pg_type elem_t ON (t.typlen = -1 AND t.typelem != 0 AND t.typelem = elem_t.oid)
            LEFT JOIN pg_range range_t ON (t.oid = range_t.rngtypid)
            LEFT JOIN pg_range multirange_t ON (t.oid = multirange_t.rngmultitypid)
    ) AS ti
    WHERE ti.oid = any(ARRAY[1043, 1231, 3904, 4451, 2950]::oid[])
    UNION ALL
    SELECT
        ti.oid, ti.ns, ti.name, ti.kind, ti.basetype,
        ti.elemtype, ti.elemdelim, ti.range_subtype,
        ti.attrtypoids, ti.attrnames, tt.depth + 1
    FROM (
        SELECT
            t.oid AS oid, ns.nspname AS ns, t.typname AS name, t.typtype AS kind,
            NULL::oid AS basetype,
            t.typelem AS elemtype,
            elem_t.typdelim AS elemdelim,
            range_t.rngsubtype AS range_subtype,
            NULL::oid[] AS attrtypoids,
            NULL::text[] AS attrnames
        FROM
            pg_catalog.pg_type AS t
            INNER JOIN pg_catalog.pg_namespace ns ON (ns.oid = t.typnamespace)
            LEFT JOIN pg_type elem_t ON (t.typlen = -1 AND t.typelem != 0 AND t.typelem = elem_t.oid)
            LEFT JOIN pg_range range_t ON (t.oid = range_t.rngtypid)
    ) ti, typeinfo_tree tt
    WHERE (tt.elemtype IS NOT NULL AND ti.oid = tt.elemtype)
        OR (tt.attrtypoids IS NOT NULL AND ti.oid = any(tt.attrtypoids))
        OR (tt.range_subtype IS NOT NULL AND ti.oid = tt.range_subtype)
        OR (tt.basetype IS NOT NULL AND ti.oid = tt.basetype)
)
SELECT DISTINCT
    *,
    basetype::regtype::text AS basetype_name,
    elemtype::regtype::text AS elemtype_name,
    range_subtype::regtype::text AS range_subtype_name
FROM typeinfo_tree
ORDER BY depth DESC;

-- the base types of domains, each by a table of its own
SELECT t.typname,
    (WITH RECURSIVE bases(oid, depth) AS (
        SELECT t2.typbasetype, 0 FROM pg_type t2 WHERE t2.oid = t.oid
        UNION ALL
        SELECT t2.typbasetype, b.depth + 1 FROM pg_type t2, bases b WHERE b.oid = t2.oid AND t2.typbasetype <> 0
    ) SELECT oid::regtype::text FROM bases ORDER BY depth DESC LIMIT 1) AS base
FROM pg_type t WHERE t.typtype = 'd' AND t.typname LIKE '%a%' ORDER BY 1;

-- psycopg: a type by its name
SELECT typname AS name, oid, typarray AS array_oid, oid::regtype::text AS regtype, typdelim AS delimiter
FROM pg_type t
WHERE t.oid = to_regtype('uuid')
ORDER BY t.oid;

-- psycopg: a range by its name
SELECT t.typname AS name, t.oid AS oid, t.typarray AS array_oid, t.oid::regtype::text AS regtype, r.rngsubtype AS subtype_oid
FROM pg_type t JOIN pg_range r ON t.oid = r.rngtypid
WHERE t.oid = to_regtype('int4range');

-- pgx: a type by its oid
SELECT typtype::text, typbasetype, typelem, 'x' || typname FROM pg_type WHERE oid = 1231;

-- node: parsers by type
SELECT typname, oid, typinput, typelem FROM pg_type WHERE typname IN ('bool', '_int4', 'timestamptz', 'json') ORDER BY 1;

-- DataGrip: schemas
select N.oid::bigint as id, nspname as name, D.description IS NULL as bare, pg_catalog.pg_get_userbyid(N.nspowner) IS NULL as unowned
from pg_catalog.pg_namespace N
  left join pg_catalog.pg_description D on N.oid = D.objoid
where nspname = 'information_schema' and false
order by case when nspname = pg_catalog.current_schema() then -1::bigint else N.oid::bigint end;

-- DataGrip: tables
select T.relkind as table_kind, T.relname as table_name, T.relpersistence = 'u' as table_is_unlogged,
       (select string_agg(inhparent::bigint::varchar, ',') from (select inhparent from pg_catalog.pg_inherits where inhrelid = T.oid order by inhseqno) as ancestors_list) as ancestors,
       T.relispartition as is_partition, pg_catalog.pg_get_partkeydef(T.oid) as partition_key,
       T.reloptions as options, pg_catalog.pg_get_userbyid(T.relowner) as owner
from pg_catalog.pg_class T
where T.relnamespace = 2200::oid
  and T.relkind in ('r', 'm', 'v', 'f', 'p')
  and pg_catalog.age(T.xmin) <= coalesce(nullif(greatest(pg_catalog.age('2147483000'::varchar::xid), -1), -1), 2147483647)
order by table_kind, T.relname;

-- DataGrip: columns
with T as ( select T.oid as table_id, T.relname as table_name
            from pg_catalog.pg_class T
            where T.relnamespace = 2200::oid and T.relkind in ('r', 'v', 'f', 'p') )
select T.table_name, C.attnum as column_position, C.attname as column_name, C.atttypmod as type_mod, C.attndims as dimensions_number,
       pg_catalog.format_type(C.atttypid, C.atttypmod) as type_spec, C.atttypid as type_id, C.attnotnull as mandatory,
       pg_catalog.pg_get_expr(D.adbin, D.adrelid) as column_default_expression, not C.attislocal as column_is_inherited, C.attisdropped as column_is_dropped,
       C.attidentity as identity_kind
from T join pg_catalog.pg_attribute C on T.table_id = C.attrelid
       left outer join pg_catalog.pg_attrdef D on (C.attrelid, C.attnum) = (D.adrelid, D.adnum)
where attnum > 0
order by table_name, attnum;

-- DataGrip: indexes and their columns
select ind_head.indexrelid index_id, k AS col_idx, k <= indnkeyatts AS in_key,
       ind_head.indkey[k-1] AS column_position, ind_head.indoption[k-1] AS column_options,
       ind_head.indcollation[k-1] as collation, collname as collation_str, ind_head.indclass[k-1] as opclass,
       case when opcdefault then null else opcname end as opclass_str, opcnamespace as opclass_schema,
       case when indexprs is null then null when ind_head.indkey[k-1] = 0 then chr(27) || pg_catalog.pg_get_indexdef(ind_head.indexrelid, k::int, true)
            else pg_catalog.pg_get_indexdef(ind_head.indexrelid, k::int, true) end as expression,
       amname = 'btree' as can_order
from pg_catalog.pg_index ind_head
     join pg_catalog.pg_class ind_stor on ind_stor.oid = ind_head.indexrelid
     cross join unnest(ind_head.indkey) with ordinality u(u, k)
     left join pg_catalog.pg_collation on pg_collation.oid = ind_head.indcollation[k-1]
     cross join pg_catalog.pg_am am
     left join pg_catalog.pg_opclass on pg_opclass.oid = ind_head.indclass[k-1]
where ind_stor.relnamespace = 2200::oid and ind_stor.relkind in ('i', 'I') and ind_stor.relam = am.oid
order by ind_stor.relname, k;

-- DataGrip: constraints
select T.relname table_name, relkind table_kind, con.oid::bigint > 0 con_known, conname con_name, contype con_kind, conkey con_columns, conindid index_id,
       confrelid ref_table_id, condeferrable is_deferrable, condeferred is_init_deferred, confupdtype on_update, confdeltype on_delete,
       connoinherit no_inherit, pg_catalog.pg_get_expr(conbin, T.oid) con_expression, confkey ref_columns, conexclop::int[] excl_operators,
       array(select unnest::regoper::varchar from unnest(conexclop)) excl_operators_str
from pg_catalog.pg_constraint con join pg_catalog.pg_class T on con.conrelid = T.oid
where relkind in ('r', 'v', 'f', 'p') and relnamespace = 2200::oid and contype not in ('t', 'x') and con.conislocal
order by con_name;

-- pgcli: columns
SELECT nsp.nspname schema_name, cls.relname table_name, att.attname column_name, att.atttypid::regtype::text type_name, att.atthasdef AS has_default,
       pg_catalog.pg_get_expr(def.adbin, def.adrelid, true) as default
FROM pg_catalog.pg_attribute att
     INNER JOIN pg_catalog.pg_class cls ON att.attrelid = cls.oid
     INNER JOIN pg_catalog.pg_namespace nsp ON cls.relnamespace = nsp.oid
     LEFT OUTER JOIN pg_attrdef def ON def.adrelid = att.attrelid AND def.adnum = att.attnum
WHERE cls.relkind = ANY(array['r', 'p', 'f']) AND NOT att.attisdropped AND att.attnum > 0 AND nsp.nspname = 'public'
ORDER BY 1, 2, att.attnum;

-- pgcli: foreign keys
SELECT s_p.nspname AS parentschema, t_p.relname AS parenttable,
       unnest((select array_agg(attname ORDER BY i) from (select unnest(confkey) as attnum, generate_subscripts(confkey, 1) as i) x JOIN pg_catalog.pg_attribute c USING(attnum) WHERE c.attrelid = fk.confrelid)) AS parentcolumn,
       s_c.nspname AS childschema, t_c.relname AS childtable,
       unnest((select array_agg(attname ORDER BY i) from (select unnest(conkey) as attnum, generate_subscripts(conkey, 1) as i) x JOIN pg_catalog.pg_attribute c USING(attnum) WHERE c.attrelid = fk.conrelid)) AS childcolumn
FROM pg_catalog.pg_constraint fk
     JOIN pg_catalog.pg_class t_p ON t_p.oid = fk.confrelid
     JOIN pg_catalog.pg_namespace s_p ON s_p.oid = t_p.relnamespace
     JOIN pg_catalog.pg_class t_c ON t_c.oid = fk.conrelid
     JOIN pg_catalog.pg_namespace s_c ON s_c.oid = t_c.relnamespace
WHERE fk.contype = 'f';

-- columns of primary keys, by their places
SELECT t.relname, (select array_agg(attname ORDER BY i) from (select unnest(conkey) as attnum, generate_subscripts(conkey, 1) as i) x JOIN pg_catalog.pg_attribute c USING(attnum) WHERE c.attrelid = k.conrelid) AS columns
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
WHERE k.contype = 'p' AND k.connamespace = 'public'::regnamespace;

-- dbt: the catalog of a schema
select 'shop' as table_database, sch.nspname as table_schema, tbl.relname as table_name,
       case when tbl.relkind = 'v' then 'VIEW' when tbl.relkind = 'm' then 'MATERIALIZED VIEW' else 'BASE TABLE' end as table_type,
       tbl_desc.description as table_comment, col.attname as column_name, col.attnum as column_index,
       pg_catalog.format_type(col.atttypid, col.atttypmod) as column_type, col_desc.description as column_comment, pg_get_userbyid(tbl.relowner) as table_owner
from pg_catalog.pg_namespace sch
     join pg_catalog.pg_class tbl on tbl.relnamespace = sch.oid
     join pg_catalog.pg_attribute col on col.attrelid = tbl.oid
     left outer join pg_catalog.pg_description tbl_desc on (tbl_desc.objoid = tbl.oid and tbl_desc.objsubid = 0)
     left outer join pg_catalog.pg_description col_desc on (col_desc.objoid = tbl.oid and col_desc.objsubid = col.attnum)
where upper(sch.nspname) = upper('public') and tbl.relname <> 'revenue'
  and not pg_is_other_temp_schema(sch.oid) and tbl.relpersistence in ('p', 'u') and tbl.relkind in ('r', 'v', 'f', 'p', 'm') and col.attnum > 0 and not col.attisdropped
order by sch.nspname, tbl.relname, col.attnum;

-- dbt: relations of a schema
select 'shop' as database, tablename as name, schemaname as schema, 'table' as type from pg_tables where schemaname ilike 'public'
union all
select 'shop' as database, viewname as name, schemaname as schema, 'view' as type from pg_views where schemaname ilike 'public'
union all
select 'shop' as database, matviewname as name, schemaname as schema, 'materialized_view' as type from pg_matviews where schemaname ilike 'public'
order by 2;

-- dbt: what depends on what
with relation as (
        select pg_rewrite.ev_class as class, pg_rewrite.oid as id from pg_rewrite where ev_class = ${orders}
    ),
    class as (
        select oid as id, relname as name, relnamespace as schema, relkind as kind from pg_class
    ),
    dependency as (
        select distinct pg_depend.objid as id, pg_depend.refobjid as ref from pg_depend
    )
select class.name from relation
     join dependency on relation.id = dependency.id
     join class on dependency.ref = class.id
group by class.name order by class.name;

-- supabase: columns with what their tables allow
SELECT c.oid :: int8 > 0 AS table_known, table_schema AS schema, table_name AS table, ordinal_position, column_name AS name, column_default AS default_value, data_type, udt_name AS format,
       col_description(c.oid, ordinal_position) AS description, is_identity :: boolean, identity_generation, is_nullable :: boolean, is_updatable :: boolean,
       array_to_json(array(SELECT enumlabel FROM pg_catalog.pg_enum enums WHERE udt_name = pg_catalog.format_type(enums.enumtypid :: regclass, NULL) ORDER BY enums.enumsortorder)) AS enums
FROM information_schema.columns JOIN pg_class c ON quote_ident(table_schema) :: regnamespace = c.relnamespace AND c.relname = table_name
WHERE table_schema = 'public' AND table_name = 'customers'
ORDER BY ordinal_position;

-- counts by kind
SELECT c.relkind, count(*) AS n, count(DISTINCT c.relname) FILTER (WHERE c.relhasindex) AS indexed, string_agg(c.relname, ', ' ORDER BY c.relname DESC) AS names
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
GROUP BY c.relkind HAVING count(*) > 0 ORDER BY 1;
