/** Live tables that are built while ticks go on. */
@NullMarked
package dev.tidemill.node.build;

import org.jspecify.annotations.NullMarked;
