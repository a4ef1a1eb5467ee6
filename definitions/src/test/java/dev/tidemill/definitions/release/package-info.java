/** Tests of a project's files as one value. */
@NullMarked
package dev.tidemill.definitions.release;

import org.jspecify.annotations.NullMarked;
