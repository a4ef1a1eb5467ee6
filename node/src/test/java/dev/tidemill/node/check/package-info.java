/** Damage of data folders, and whether a check finds it. */
@NullMarked
package dev.tidemill.node.check;

import org.jspecify.annotations.NullMarked;
