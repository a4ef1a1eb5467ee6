@NullMarked
package dev.tidemill.node.costs;

import org.jspecify.annotations.NullMarked;
