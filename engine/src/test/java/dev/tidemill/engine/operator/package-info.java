/** Tests of single operators. */
@NullMarked
package dev.tidemill.engine.operator;

import org.jspecify.annotations.NullMarked;
