@NullMarked
package dev.tidemill.node.forget;

import org.jspecify.annotations.NullMarked;
