What DBeaver's navigator asks when it opens a database, a schema and a table.

-- databases | differs: one project is one database, with its own name
SELECT db.oid,db.*
FROM pg_catalog.pg_database db
WHERE datallowconn AND NOT datistemplate AND db.datname = current_database()
ORDER BY db.datname;

-- schemas
SELECT n.nspname, d.description FROM pg_catalog.pg_namespace n
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass
WHERE n.nspname = 'shop'
ORDER BY nspname;

-- schemas with all columns | differs: PostgreSQL has grants on its schemas
SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass
WHERE n.nspname = 'public'
ORDER BY nspname;

-- the session
SELECT current_schema(),session_user IS NOT NULL AS known;

-- the search path
SELECT current_schemas(true) AS search_path;

-- data types
SELECT t.oid,t.typname,t.typlen,t.typtype,t.typcategory,t.typelem,t.typarray,t.typbasetype,t.typtypmod,t.typinput,t.typoutput,t.typdelim,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description IS NULL AS bare
FROM pg_catalog.pg_type t
LEFT OUTER JOIN pg_catalog.pg_type et ON et.oid=t.typelem
LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid=t.typrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON false
WHERE t.typname IS NOT NULL AND t.typname IN ('bool', 'int4', '_int4', 'text', 'numeric', 'name', 'timestamptz', 'uuid', 'jsonb', '_text')
AND (c.relkind IS NULL OR c.relkind = 'c') AND (et.typcategory IS NULL OR et.typcategory <> 'C')
ORDER BY t.oid;

-- tables of a schema | differs: sizes and oids of storage
SELECT c.oid,c.*,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr,  pg_catalog.pg_get_partkeydef(c.oid) as partition_key
FROM pg_catalog.pg_class c
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass
WHERE c.relnamespace=2200 AND c.relkind not in ('i','I','c')
ORDER BY c.relname;

-- tables of a schema with their parents
SELECT c.relname,c.relkind,d.description,(select array_agg(i.inhparent) from pg_catalog.pg_inherits i where i.inhrelid = c.oid) parents
FROM pg_catalog.pg_class c
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0
WHERE c.relnamespace=2200 AND c.relkind not in ('i','c')
ORDER BY c.relname;

-- columns of a table
SELECT c.relname,a.*,pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) as def_value,dsc.description,dep.objid
FROM pg_catalog.pg_attribute a
INNER JOIN pg_catalog.pg_class c ON (a.attrelid=c.oid)
LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid=ad.adrelid AND a.attnum = ad.adnum)
LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid)
LEFT OUTER JOIN pg_depend dep on dep.refobjid = a.attrelid AND dep.deptype = 'i' and dep.refobjsubid = a.attnum and dep.classid = dep.refclassid
WHERE NOT a.attisdropped AND a.attnum > 0 AND c.oid=${customers}
ORDER BY a.attnum;

-- constraints of a schema | differs: PostgreSQL knows how often a key is inherited
SELECT c.oid,c.*,t.relname as tabrelname,rt.relnamespace as refnamespace,d.description, case when c.contype='c' then "substring"(pg_get_constraintdef(c.oid), 7) else null end consrc_copy
FROM pg_catalog.pg_constraint c
INNER JOIN pg_catalog.pg_class t ON t.oid=c.conrelid
LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid=c.confrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_constraint'::regclass
WHERE t.relnamespace=2200
ORDER BY c.oid;

-- indexes of a table
SELECT i.*,i.indkey as keys,c.relname,c.relnamespace,c.relam,c.reltablespace,tc.relname as tabrelname,dsc.description,pg_catalog.pg_get_expr(i.indpred, i.indrelid) as pred_expr,pg_catalog.pg_get_expr(i.indexprs, i.indrelid, true) as expr
FROM pg_catalog.pg_index i
INNER JOIN pg_catalog.pg_class c ON c.oid=i.indexrelid
INNER JOIN pg_catalog.pg_class tc ON tc.oid=i.indrelid
LEFT OUTER JOIN pg_catalog.pg_description dsc ON i.indexrelid=dsc.objoid
WHERE i.indrelid=${customers} ORDER BY tabrelname, c.relname;

-- triggers
SELECT x.oid,x.*,p.pronamespace as func_schema_id,d.description
FROM pg_catalog.pg_trigger x
LEFT OUTER JOIN pg_catalog.pg_proc p ON p.oid=x.tgfoid
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=x.oid AND d.objsubid=0
WHERE x.tgrelid=${customers} AND NOT x.tgisinternal;

-- sequences
SELECT x.oid,x.*,pg_sequence.* FROM pg_catalog.pg_class x, pg_catalog.pg_sequence WHERE x.oid = pg_sequence.seqrelid AND x.relnamespace=2200;

-- the statistics of a schema
select c.oid,pg_catalog.pg_total_relation_size(c.oid) IS NULL as total_rel_size,pg_catalog.pg_relation_size(c.oid) IS NULL as rel_size
FROM pg_class c
WHERE c.relnamespace=2200 AND c.relkind IN ('r', 'm')
ORDER BY c.relname;

-- the definition of a materialised view | differs: a live table keeps the text that it was defined by
SELECT pg_catalog.pg_get_viewdef(${revenue}, true);

-- roles | differs: the owner and who asks
SELECT r.rolname, r.rolsuper, r.rolcanlogin FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY 1;

-- access methods
SELECT am.oid,am.amname,am.amtype FROM pg_catalog.pg_am am ORDER BY am.oid;

-- keywords
select string_agg(word, ',') IS NOT NULL AS some from pg_catalog.pg_get_keywords() where word <> ALL ('{a,abs,absolute,action,ada}'::text[]);

-- the server's version
SELECT version() LIKE 'PostgreSQL 17%' AS is17, pg_is_in_recovery() AS recovering;
