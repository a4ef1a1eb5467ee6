/**
 * A project's replays, sent to a mill from outside, as an application would. Uses the client and
 * the sources of the connectors.
 */
@NullMarked
package dev.tidemill.cli.replay;

import org.jspecify.annotations.NullMarked;
