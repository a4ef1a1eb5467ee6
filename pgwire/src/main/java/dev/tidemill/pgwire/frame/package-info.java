/**
 * Messages of the PostgreSQL protocol, version 3, as bytes: read with bounded lengths, written into
 * a buffer that is used again. Knows nothing of SQL and of the mill.
 */
@NullMarked
package dev.tidemill.pgwire.frame;

import org.jspecify.annotations.NullMarked;
