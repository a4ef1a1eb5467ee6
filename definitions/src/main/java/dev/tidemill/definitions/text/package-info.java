/** The small words of definition files: durations, sizes, nearest spellings; uses nothing. */
@NullMarked
package dev.tidemill.definitions.text;

import org.jspecify.annotations.NullMarked;
