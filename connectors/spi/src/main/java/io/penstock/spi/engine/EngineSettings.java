package io.penstock.spi.engine;

import com.google.common.collect.ImmutableList;

import java.nio.file.Path;

/**
 * What an engine may use.
 *
 * @param permits how many queries run at once; at least 1
 * @param threads how many threads all queries share; at least 1
 * @param niceness how far its threads give way to others of the machine, as Unix counts it: 0 for
 *     not at all, at most 19
 * @param memoryBytes how much memory all queries share
 * @param readable folders whose files it may read; nothing else is reachable
 * @param temporary a folder of its own for rows that do not fit in memory; it is made when needed
 */
public record EngineSettings(
        int permits,
        int threads,
        int niceness,
        long memoryBytes,
        ImmutableList<Path> readable,
        Path temporary) {}
