@NullMarked
package dev.tidemill.connectors.format;

import org.jspecify.annotations.NullMarked;
