/** Measures queries over hot rows and history beside plain DuckDB on the same rows. */
@NullMarked
package dev.tidemill.bench.history;

import org.jspecify.annotations.NullMarked;
