/**
 * The templates of to_char and format: read once, then written for each value. Uses error codes.
 */
@NullMarked
package dev.tidemill.algebra.template;

import org.jspecify.annotations.NullMarked;
