/**
 * Published tables for readers: SQL over one pinned tick through DuckDB, and Parquet files. May use
 * {@code algebra} and {@code engine}; knows neither HTTP nor definitions.
 */
@NullMarked
package dev.tidemill.store;

import org.jspecify.annotations.NullMarked;
