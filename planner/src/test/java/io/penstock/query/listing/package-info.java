@NullMarked
package io.penstock.query.listing;

import org.jspecify.annotations.NullMarked;
