/**
 * A running server, spoken to over its HTTP API. Uses java.net.http, Jackson and algebra's errors.
 */
@NullMarked
package dev.tidemill.cli.client;

import org.jspecify.annotations.NullMarked;
