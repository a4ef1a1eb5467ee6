/** Calcite's relational tree to the algebra's plan, typed again by PostgreSQL's rules. */
@NullMarked
package dev.tidemill.sql.translate;

import org.jspecify.annotations.NullMarked;
