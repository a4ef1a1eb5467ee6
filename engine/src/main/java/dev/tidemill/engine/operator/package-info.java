/**
 * Incremental operators: each turns the changes of its inputs into the changes of its output. Uses
 * the algebra, expressions and state pages.
 */
@NullMarked
package dev.tidemill.engine.operator;

import org.jspecify.annotations.NullMarked;
