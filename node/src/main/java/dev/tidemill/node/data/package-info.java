/** The data directory: its lock, its version, its folders. Uses files only. */
@NullMarked
package dev.tidemill.node.data;

import org.jspecify.annotations.NullMarked;
