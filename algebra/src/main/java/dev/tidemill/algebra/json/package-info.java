/** JSON documents as values: read, brought to one canonical text, walked. Uses nothing. */
@NullMarked
package dev.tidemill.algebra.json;

import org.jspecify.annotations.NullMarked;
