/** The HTTP API as its clients meet it: a real server, real sockets, real files. */
@NullMarked
package dev.tidemill.server.api;

import org.jspecify.annotations.NullMarked;
