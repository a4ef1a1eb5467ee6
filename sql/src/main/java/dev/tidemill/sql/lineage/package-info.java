/**
 * Column lineage: which columns of tables a plan's output depends on, and how. Uses the algebra;
 * knows neither SQL text nor how plans run.
 */
@NullMarked
package dev.tidemill.sql.lineage;

import org.jspecify.annotations.NullMarked;
