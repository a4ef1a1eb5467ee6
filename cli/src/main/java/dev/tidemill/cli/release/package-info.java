/** Definitions as they are sent to a server, and plans as they are kept in a file. */
@NullMarked
package dev.tidemill.cli.release;

import org.jspecify.annotations.NullMarked;
