/** Tests. */
@NullMarked
package dev.tidemill.node.quality;

import org.jspecify.annotations.NullMarked;
