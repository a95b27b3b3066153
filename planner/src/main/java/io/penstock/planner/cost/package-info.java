/**
 * How many rows a tree is likely to give, from what sources know of their tables. Nothing here
 * decides what an answer is: an estimate that is wrong makes a query slower, and no more.
 */
@NullMarked
package io.penstock.planner.cost;

import org.jspecify.annotations.NullMarked;
