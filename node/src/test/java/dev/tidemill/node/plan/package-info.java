/** Tests of planning and taking definitions over. */
@NullMarked
package dev.tidemill.node.plan;

import org.jspecify.annotations.NullMarked;
