/** Backups of mills that run, put back and compared; and data folders that are damaged. */
@NullMarked
package dev.tidemill.node.backup;

import org.jspecify.annotations.NullMarked;
