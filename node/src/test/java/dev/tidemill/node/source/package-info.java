/** Tests of sources through the embedded mill. */
@NullMarked
package dev.tidemill.node.source;

import org.jspecify.annotations.NullMarked;
