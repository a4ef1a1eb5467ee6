/**
 * What a connection does once somebody is let in: statements, prepared ones, cursors, settings,
 * copies and subscriptions, over the mill's own doors for sessions and transactions.
 */
@NullMarked
package dev.tidemill.pgwire.session;

import org.jspecify.annotations.NullMarked;
