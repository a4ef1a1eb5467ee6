/** Tests of statements through the embedded mill. */
@NullMarked
package dev.tidemill.node.statement;

import org.jspecify.annotations.NullMarked;
