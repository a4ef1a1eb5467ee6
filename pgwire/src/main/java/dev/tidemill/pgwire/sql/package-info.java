/**
 * What of SQL a session must understand itself: where a statement ends, which statements are about
 * the session, and where parameters stand. All else is left to the mill.
 */
@NullMarked
package dev.tidemill.pgwire.sql;

import org.jspecify.annotations.NullMarked;
