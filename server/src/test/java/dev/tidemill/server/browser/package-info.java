/** Tests that look at the pages in a real browser, served by a real mill. */
@NullMarked
package dev.tidemill.server.browser;

import org.jspecify.annotations.NullMarked;
