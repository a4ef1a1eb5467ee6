/** Where JSON events go: a file, or a web address. */
@NullMarked
package dev.tidemill.connectors.event;

import org.jspecify.annotations.NullMarked;
