/** The HTTP interface, one handler a resource. Uses the node through its public door. */
@NullMarked
package dev.tidemill.server.http;

import org.jspecify.annotations.NullMarked;
