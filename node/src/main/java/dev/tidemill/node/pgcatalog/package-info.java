/**
 * The catalog that PostgreSQL's clients ask: {@code pg_catalog} and {@code information_schema} of
 * what a principal may see. {@link dev.tidemill.node.pgcatalog.PgCatalog} is the door. Nothing here
 * knows a query's text: queries are parsed, and evaluated over synthetic rows.
 */
@NullMarked
package dev.tidemill.node.pgcatalog;

import org.jspecify.annotations.NullMarked;
