/**
 * What the node writes into the journal: admitted inputs and definitions, as bytes. Uses algebra.
 */
@NullMarked
package dev.tidemill.node.record;

import org.jspecify.annotations.NullMarked;
