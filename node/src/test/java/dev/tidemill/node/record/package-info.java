/** Tests of what is written to the journal, and read again by later versions. */
@NullMarked
package dev.tidemill.node.record;

import org.jspecify.annotations.NullMarked;
