/** The engine held against the oracle and against DuckDB. */
@NullMarked
package dev.tidemill.testkit.engine;

import org.jspecify.annotations.NullMarked;
