/** SQL text to Calcite's syntax tree, with PostgreSQL's surface. Uses Calcite's parser only. */
@NullMarked
package dev.tidemill.sql.parse;

import org.jspecify.annotations.NullMarked;
