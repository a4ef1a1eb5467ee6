@NullMarked
package dev.tidemill.store;

import org.jspecify.annotations.NullMarked;
