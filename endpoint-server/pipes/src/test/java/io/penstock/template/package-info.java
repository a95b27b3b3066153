/** Tests of templates. */
@NullMarked
package io.penstock.template;

import org.jspecify.annotations.NullMarked;
