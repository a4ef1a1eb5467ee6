@NullMarked
package dev.tidemill.node.predict;

import org.jspecify.annotations.NullMarked;
