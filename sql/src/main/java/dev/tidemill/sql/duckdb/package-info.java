/** Plans as DuckDB SQL with the plan's exact meaning, for batch answers to compare with. */
@NullMarked
package dev.tidemill.sql.duckdb;

import org.jspecify.annotations.NullMarked;
