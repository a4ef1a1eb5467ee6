/** Tests of sealing ticks, over a real journal. */
@NullMarked
package dev.tidemill.node.tick;

import org.jspecify.annotations.NullMarked;
