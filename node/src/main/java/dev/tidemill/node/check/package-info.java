/**
 * Reads a data folder that no mill has open, every byte of it, and compares its parts with each
 * other. Writes nothing.
 */
@NullMarked
package dev.tidemill.node.check;

import org.jspecify.annotations.NullMarked;
