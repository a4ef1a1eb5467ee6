/** The ground floor: types, columns, expressions and plans that every room shares. Uses nothing. */
@NullMarked
package dev.tidemill.algebra;

import org.jspecify.annotations.NullMarked;
