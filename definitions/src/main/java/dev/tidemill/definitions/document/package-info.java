/** Whole contract documents, read and written; uses contracts, quality, secrets and YAML. */
@NullMarked
package dev.tidemill.definitions.document;

import org.jspecify.annotations.NullMarked;
