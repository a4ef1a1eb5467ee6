/**
 * Models that were trained elsewhere and only score. What runs them is found when it is there, and
 * is no part of this room. Uses error codes.
 */
@NullMarked
package dev.tidemill.learning.foreign;

import org.jspecify.annotations.NullMarked;
