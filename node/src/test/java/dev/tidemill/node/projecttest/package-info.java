/** Tests of a project's tests. */
@NullMarked
package dev.tidemill.node.projecttest;

import org.jspecify.annotations.NullMarked;
