/**
 * The node's memory: how it is split, and what happens when state needs more than its part. Uses
 * engine and the node's definitions and records.
 */
@NullMarked
package dev.tidemill.node.memory;

import org.jspecify.annotations.NullMarked;
