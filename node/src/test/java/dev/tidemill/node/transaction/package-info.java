/** Tests of transactions, against real mills. */
@NullMarked
package dev.tidemill.node.transaction;

import org.jspecify.annotations.NullMarked;
