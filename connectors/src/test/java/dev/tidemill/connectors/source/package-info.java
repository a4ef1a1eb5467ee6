@NullMarked
package dev.tidemill.connectors.source;

import org.jspecify.annotations.NullMarked;
