package io.penstock.spi.engine;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What one operator of an engine did in one run, and those below it: a tree of the engine's own.
 *
 * @param name as the engine calls it
 * @param details what the engine says of it, in its own words: {@code Conditions} is {@code id =
 *     id}
 * @param estimatedRows how many rows it was expected to give
 * @param rows that it gave
 * @param rowsScanned that it looked at, when it reads a table or file; 0 otherwise
 * @param bytes of the rows that it gave, in the engine's own layout
 * @param time spent in it, without those below it, by all threads together
 * @param inputs what it takes rows from
 */
public record OperatorProfile(
        String name,
        ImmutableMap<String, String> details,
        OptionalLong estimatedRows,
        long rows,
        long rowsScanned,
        long bytes,
        Duration time,
        ImmutableList<OperatorProfile> inputs) {}
