/** Tests. */
@NullMarked
package dev.tidemill.connectors.event;

import org.jspecify.annotations.NullMarked;
