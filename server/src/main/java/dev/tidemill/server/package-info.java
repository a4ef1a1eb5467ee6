/** The network's doors to a mill. Uses the node; knows wire formats, no operator's insides. */
@NullMarked
package dev.tidemill.server;

import org.jspecify.annotations.NullMarked;
