/** Lateness of a real mill, through its front door. */
@NullMarked
package dev.tidemill.node.lateness;

import org.jspecify.annotations.NullMarked;
