What the query builder of Grafana's PostgreSQL source asks: version, tables, columns.

-- the server's version
SELECT current_setting('server_version_num')::int/100 as version;

-- whether there is TimescaleDB
SELECT extversion FROM pg_extension WHERE extname = 'timescaledb';

-- tables in the search path | differs: live tables are listed as views
select quote_ident(table_name) as "table" from information_schema.tables
where quote_ident(table_schema) not in ('information_schema',
                         'pg_catalog',
                         '_timescaledb_cache',
                         '_timescaledb_catalog',
                         '_timescaledb_internal',
                         '_timescaledb_config',
                         'timescaledb_information',
                         'timescaledb_experimental')
  and quote_ident(table_schema) IN (
      SELECT
        CASE WHEN trim(s[i]) = '"$user"' THEN user ELSE trim(s[i]) END
      FROM
        generate_series(
          array_lower(string_to_array(current_setting('search_path'),','),1),
          array_upper(string_to_array(current_setting('search_path'),','),1)
        ) as i,
        string_to_array(current_setting('search_path'),',') s
      )
order by 1;

-- names with their schema where they need it | differs: live tables are listed as views
SELECT
    CASE WHEN
          quote_ident(table_schema) IN (
          SELECT
            CASE WHEN trim(s[i]) = '"$user"' THEN user ELSE trim(s[i]) END
          FROM
            generate_series(
              array_lower(string_to_array(current_setting('search_path'),','),1),
              array_upper(string_to_array(current_setting('search_path'),','),1)
            ) as i,
            string_to_array(current_setting('search_path'),',') s
          )
      THEN quote_ident(table_name)
      ELSE quote_ident(table_schema) || '.' || quote_ident(table_name)
    END AS "table"
    FROM information_schema.tables
    WHERE quote_ident(table_schema) NOT IN ('information_schema', 'pg_catalog', 'tidemill')
    ORDER BY 1;

-- columns of a table
select quote_ident("column_name") as "column", "data_type" as "type"
from information_schema.columns
where quote_ident("table_name") = 'orders'
order by ordinal_position;

-- columns of a table by the search path
SELECT quote_ident(column_name) as "column", data_type as "type"
FROM information_schema.columns
WHERE
  CASE WHEN array_length(parse_ident('public.customers'),1) = 2
    THEN quote_ident(table_schema) = (parse_ident('public.customers'))[1]
      AND quote_ident(table_name) = (parse_ident('public.customers'))[2]
    ELSE quote_ident(table_name) = 'public.customers'
  END
ORDER BY ordinal_position;
