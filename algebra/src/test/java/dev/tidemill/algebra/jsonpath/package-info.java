/** Tests of reading paths; may use JUnit. */
@NullMarked
package dev.tidemill.algebra.jsonpath;

import org.jspecify.annotations.NullMarked;
