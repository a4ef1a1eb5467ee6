/** When what failed is tried again, as a project says it; uses problems and YAML. */
@NullMarked
package dev.tidemill.definitions.supervision;

import org.jspecify.annotations.NullMarked;
