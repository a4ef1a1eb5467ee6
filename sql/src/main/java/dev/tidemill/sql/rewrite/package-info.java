/** Passes over the algebra's plans, one a file; {@link Passes} lists them in order. */
@NullMarked
package dev.tidemill.sql.rewrite;

import org.jspecify.annotations.NullMarked;
