/** The mill's own state as people and programs see it. Plain records. */
@NullMarked
package dev.tidemill.node.status;

import org.jspecify.annotations.NullMarked;
