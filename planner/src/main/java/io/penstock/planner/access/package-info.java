/**
 * What a caller may not see of a tree, and what keeps it from finding out. Nothing that can fail is
 * computed of rows that a grant's condition removes: an error would tell of them.
 */
@NullMarked
package io.penstock.planner.access;

import org.jspecify.annotations.NullMarked;
