/** What every connector must do, as tests that each connector's own module runs. */
@NullMarked
package io.penstock.testkit;

import org.jspecify.annotations.NullMarked;
