/** Tests. */
@NullMarked
package dev.tidemill.definitions.yaml;

import org.jspecify.annotations.NullMarked;
