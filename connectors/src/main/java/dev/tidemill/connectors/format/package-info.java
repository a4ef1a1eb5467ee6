/** NDJSON and CSV bytes to and from columns, without an object per row. May use {@code algebra}. */
@NullMarked
package dev.tidemill.connectors.format;

import org.jspecify.annotations.NullMarked;
