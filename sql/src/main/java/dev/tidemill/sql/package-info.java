/**
 * Live SQL: text in, a checked {@link dev.tidemill.algebra.plan.Plan} out, and plans back to SQL
 * for DuckDB. May use the algebra and Calcite; knows nothing of how plans run.
 */
@NullMarked
package dev.tidemill.sql;

import org.jspecify.annotations.NullMarked;
