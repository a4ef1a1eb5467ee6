/** Java functions of a project in a whole mill. */
@NullMarked
package dev.tidemill.node.function;

import org.jspecify.annotations.NullMarked;
