/**
 * The data directory: its lock, its version, its folders, and turns of the threads that write
 * there. Uses files only.
 */
@NullMarked
package dev.tidemill.node.data;

import org.jspecify.annotations.NullMarked;
