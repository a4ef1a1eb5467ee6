/** Rows on their way out of memory, under a running mill. */
@NullMarked
package dev.tidemill.node.history;

import org.jspecify.annotations.NullMarked;
