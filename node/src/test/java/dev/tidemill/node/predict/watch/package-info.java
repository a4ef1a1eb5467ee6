@NullMarked
package dev.tidemill.node.predict.watch;

import org.jspecify.annotations.NullMarked;
