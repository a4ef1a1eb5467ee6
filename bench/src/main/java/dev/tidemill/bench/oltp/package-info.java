/**
 * Point reads, point writes and small transactions, of a mill and of PostgreSQL beside it. Uses the
 * node and, for the peer, JDBC.
 */
@NullMarked
package dev.tidemill.bench.oltp;

import org.jspecify.annotations.NullMarked;
