/**
 * The files of a project as one value that can be sent, kept and compared; what is in them is read
 * elsewhere.
 */
@NullMarked
package dev.tidemill.definitions.release;

import org.jspecify.annotations.NullMarked;
