@NullMarked
package dev.tidemill.sql.parse;

import org.jspecify.annotations.NullMarked;
