/** Tests of projects. */
@NullMarked
package io.penstock.pipe;

import org.jspecify.annotations.NullMarked;
