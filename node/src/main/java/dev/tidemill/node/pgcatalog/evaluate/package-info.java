/**
 * Binds the catalog's queries to their relations and evaluates them, row by row. Uses only the
 * syntax, the types and errors; what relations hold comes in by {@link Relation}.
 */
@NullMarked
package dev.tidemill.node.pgcatalog.evaluate;

import org.jspecify.annotations.NullMarked;
