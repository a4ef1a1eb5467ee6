/** The events of the shared catalog. */
@NullMarked
package dev.tidemill.catalog.openlineage;

import org.jspecify.annotations.NullMarked;
