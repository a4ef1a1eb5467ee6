/** Kills real servers and looks at what is left. Uses everything. */
@NullMarked
package dev.tidemill.cli.crash;

import org.jspecify.annotations.NullMarked;
