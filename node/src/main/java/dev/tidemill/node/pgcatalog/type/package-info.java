/**
 * PostgreSQL's types as its clients know them: oids, names, and how values are written. Uses only
 * the algebra.
 */
@NullMarked
package dev.tidemill.node.pgcatalog.type;

import org.jspecify.annotations.NullMarked;
