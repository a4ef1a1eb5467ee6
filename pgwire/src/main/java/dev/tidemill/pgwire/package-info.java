/**
 * The PostgreSQL wire protocol, version 3: the door for psql, drivers and the tools that use them.
 * It knows nothing of other doors, and reaches the mill by sessions, as they do.
 */
@NullMarked
package dev.tidemill.pgwire;

import org.jspecify.annotations.NullMarked;
