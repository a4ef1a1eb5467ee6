/** SQL types and schemas, with PostgreSQL's meaning. Uses only errors. */
@NullMarked
package dev.tidemill.algebra.type;

import org.jspecify.annotations.NullMarked;
