/** What a mill does when a part of it fails, and what is there after. */
@NullMarked
package dev.tidemill.node.failure;

import org.jspecify.annotations.NullMarked;
